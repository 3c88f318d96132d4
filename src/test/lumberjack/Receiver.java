import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.component.lumberjack.io.LumberjackMessageProcessor.Callback;
import org.apache.camel.component.lumberjack.io.LumberjackServer;

/** Apache Camel's own Lumberjack server: appends each event's message to a file before it is acknowledged. */
public final class Receiver {

    private final OutputStream file;

    private Receiver(OutputStream file) {
        this.file = file;
    }

    /** {@code PORT FILE}; runs until it is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Receiver receiver = new Receiver(new FileOutputStream(arguments[1], true));
        int port = Integer.parseInt(arguments[0]);
        new LumberjackServer("127.0.0.1", port, null, Thread::new, receiver::take).start();
        System.out.println("receives on " + port);
        Thread.currentThread().join();
    }

    private synchronized void take(Object event, Callback callback) {
        Object message = event instanceof Map<?, ?> map ? map.get("message") : "no map: " + event;
        try {
            file.write((message + "\n").getBytes(StandardCharsets.UTF_8));
            callback.onComplete(true);
        } catch (IOException e) {
            callback.onComplete(false);
        }
    }
}
