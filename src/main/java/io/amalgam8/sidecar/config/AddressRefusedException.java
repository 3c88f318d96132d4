package io.amalgam8.sidecar.config;

/** An address that we were told to listen on cannot be had. Expected, hence without a stack trace. */
public final class AddressRefusedException extends RuntimeException {

    AddressRefusedException(String message) {
        super(message, null, false, false);
    }
}
