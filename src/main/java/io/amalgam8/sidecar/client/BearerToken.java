package io.amalgam8.sidecar.client;

import io.amalgam8.sidecar.config.Secret;
import io.amalgam8.sidecar.config.Token;
import io.vertx.config.ConfigChange;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token to show to a server now; one in a file is read again when the file changes. */
final class BearerToken {

    private static final Logger LOG = LoggerFactory.getLogger(BearerToken.class);
    private static final Duration SCAN = Duration.ofSeconds(5);
    private static final String KEY = "token";

    private final Supplier<Future<Optional<Secret>>> current;
    private final Supplier<Future<Void>> close;

    private BearerToken(Supplier<Future<Optional<Secret>>> current, Supplier<Future<Void>> close) {
        this.current = current;
        this.close = close;
    }

    static BearerToken of(Vertx vertx, Token token) {
        return of(vertx, token, SCAN);
    }

    static BearerToken of(Vertx vertx, Token token, Duration scan) {
        if (token instanceof Token.InFile file) {
            TokenFile watched = new TokenFile(vertx, file.file().toString(), scan);
            return new BearerToken(watched::current, watched::close);
        }
        Optional<Secret> fixed = token instanceof Token.Given given ? Optional.of(given.secret()) : Optional.empty();
        return new BearerToken(() -> Future.succeededFuture(fixed), Future::succeededFuture);
    }

    /** The token; empty when none is configured; failed when the file has never held one. */
    Future<Optional<Secret>> current() {
        return current.get();
    }

    Future<Void> close() {
        return close.get();
    }

    /** A file that is looked at regularly; while it cannot be read, its last good content counts. */
    private static final class TokenFile {

        private final String path;
        private final ConfigRetriever retriever;
        private final Future<JsonObject> firstRead;
        private volatile Optional<Secret> lastGood = Optional.empty();

        TokenFile(Vertx vertx, String path, Duration scan) {
            this.path = path;
            // Optional: an unreadable file is then an empty configuration, which is told once, not at every scan.
            ConfigStoreOptions store = new ConfigStoreOptions()
                    .setType("file")
                    .setFormat("raw")
                    .setOptional(true)
                    .setConfig(new JsonObject().put("path", path).put("raw.key", KEY));
            this.retriever = ConfigRetriever.create(
                    vertx, new ConfigRetrieverOptions().addStore(store).setScanPeriod(scan.toMillis()));
            retriever.listen(this::changed);
            this.firstRead = retriever.getConfig().onSuccess(this::take);
        }

        Future<Optional<Secret>> current() {
            return firstRead.compose(read -> lastGood.isPresent()
                    ? Future.succeededFuture(lastGood)
                    : Future.failedFuture(new ControlPlaneException(
                            ControlPlaneException.Kind.REFUSED,
                            "token file: " + path + " (expected: a readable file with a token)")));
        }

        Future<Void> close() {
            return retriever.close();
        }

        private void changed(ConfigChange change) {
            boolean wasGood = token(change.getPreviousConfiguration()).isPresent();
            take(change.getNewConfiguration());
            if (!wasGood && token(change.getNewConfiguration()).isPresent()) {
                LOG.atInfo().addKeyValue("file", path).log("token file can be read again");
            }
        }

        private void take(JsonObject configuration) {
            Optional<Secret> token = token(configuration);
            if (token.isPresent()) {
                lastGood = token;
                return;
            }
            LOG.atWarn()
                    .addKeyValue("file", path)
                    .log(
                            lastGood.isPresent()
                                    ? "token file cannot be read; the last token stays in use"
                                    : "token file cannot be read, or is empty");
        }

        private static Optional<Secret> token(JsonObject configuration) {
            return Optional.ofNullable(configuration.getString(KEY))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .map(Secret::new);
        }
    }
}
