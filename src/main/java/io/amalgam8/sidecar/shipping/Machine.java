package io.amalgam8.sidecar.shipping;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine, or the container, that the log is written on. */
final class Machine {

    private static final Path KERNEL_S = Path.of("/proc/sys/kernel/hostname");

    private Machine() {}

    /** Its name, as the kernel has it. May block where there is no such kernel. */
    static String name() {
        try {
            return Files.readString(KERNEL_S).strip();
        } catch (IOException e) {
            return nameByAddress();
        }
    }

    private static String nameByAddress() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
