package io.amalgam8.sidecar.a8ctl;

/** What a command printed, and the code that it ended with. */
record Said(int code, String out, String error) {}
