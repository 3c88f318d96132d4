package io.amalgam8.sidecar.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the byte guards cost: a browser-like request of some 300 bytes, and an answer with a body of 1 KB. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class GrammarBenchmark {

    private final ByteBuf request = buffer(String.join(
            "\r\n",
            "GET /catalog/products/4711?fields=name,price HTTP/1.1",
            "Host: localhost:6379",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101",
            "Accept: text/html,application/json;q=0.9",
            "Accept-Language: en",
            "Accept-Encoding: gzip",
            "Cookie: session=0123456789abcdef0123456789abcdef",
            "Connection: keep-alive",
            "",
            ""));
    private final ByteBuf answer = buffer(String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: application/json",
            "Date: Sun, 22 Nov 2026 15:50:02 GMT",
            "Server: nginx",
            "Content-Length: 1024",
            "",
            "x".repeat(1_024)));

    private final AnswerGrammar answers = new AnswerGrammar();
    private final EmbeddedChannel fromCaller = new EmbeddedChannel(guard(new RequestGrammar()));
    private final EmbeddedChannel fromInstance = new EmbeddedChannel(guard(answers));
    private final EmbeddedChannel unguarded = new EmbeddedChannel();

    @Benchmark
    public Object request() {
        return through(fromCaller, request);
    }

    @Benchmark
    public Object answer() {
        answers.expectAnswer(false);
        return through(fromInstance, answer);
    }

    /** The channel alone, to be taken off the others. */
    @Benchmark
    public Object nothing() {
        return through(unguarded, request);
    }

    private static Object through(EmbeddedChannel channel, ByteBuf bytes) {
        bytes.readerIndex(0);
        channel.writeInbound(bytes.retain());
        ByteBuf same = channel.readInbound();
        same.release();
        return same;
    }

    private static ByteGuard guard(Grammar grammar) {
        return new ByteGuard(grammar, wrong -> OwnAnswer.of(wrong.kind(), wrong.reason()));
    }

    private static ByteBuf buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }
}
