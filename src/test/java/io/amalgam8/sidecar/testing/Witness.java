package io.amalgam8.sidecar.testing;

/** An application that, told to end, says which instances of a service the registry still lists. */
public final class Witness {

    private Witness() {}

    /** Arguments: the registry's URL, the service. */
    public static void main(String[] arguments) throws InterruptedException {
        String url = arguments[0] + "/api/v1/instances?service_name=" + arguments[1];
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> System.out.println(
                        "told to end, registry says " + Http.get(url).body())));
        System.out.println("witness " + ProcessHandle.current().pid() + " is up");
        Thread.currentThread().join();
    }
}
