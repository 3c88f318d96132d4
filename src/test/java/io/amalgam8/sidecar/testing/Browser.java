package io.amalgam8.sidecar.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Debian's Chromium without a screen, told what to do by the WebDriver protocol (W3C) through its chromedriver. */
public final class Browser implements AutoCloseable {

    /** Keys that have no character of their own, as WebDriver names them. */
    public static final String TAB = "\uE004";

    public static final String ENTER = "\uE007";
    public static final String ESCAPE = "\uE00C";
    public static final String SHIFT = "\uE008";

    private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");

    private final Program driver;
    private final String session;

    private Browser(Program driver) {
        this.driver = driver;
        String url = "http://127.0.0.1:"
                + driver.awaitLine("started successfully on port (\\d+)").group(1);
        JsonObject wanted = new JsonObject()
                .put("goog:chromeOptions", new JsonObject().put("args", new JsonArray(ARGUMENTS)))
                .put("goog:loggingPrefs", new JsonObject().put("browser", "ALL"));
        JsonObject answer = result(Http.post(
                        url + "/session",
                        new JsonObject()
                                .put("capabilities", new JsonObject().put("alwaysMatch", wanted))
                                .encode()))
                .getJsonObject("value");
        session = url + "/session/" + answer.getString("sessionId");
    }

    public static Browser start() {
        return new Browser(Program.run(Path.of(""), Map.of(), List.of("chromedriver", "--port=0")));
    }

    /** Goes there, and forgets what earlier pages complained about. */
    public void open(String url) {
        order("/url", new JsonObject().put("url", url));
        complaints();
    }

    /** What the body of a function returns, as JSON has it. */
    public Object evaluate(String body) {
        return order("/execute/sync", new JsonObject().put("script", body).put("args", new JsonArray()))
                .getValue("value");
    }

    /** The text of the first element that the selector finds, as it is seen; empty where there is none. */
    public String text(String selector) {
        return String.valueOf(evaluate("return document.querySelector('" + selector + "')?.innerText ?? ''"));
    }

    /** How many elements the selector finds. */
    public int count(String selector) {
        return ((Number) evaluate("return document.querySelectorAll('" + selector + "').length")).intValue();
    }

    /** The window's inner size, in pixels of the style sheet. */
    public void resize(int width, int height) {
        develop(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /** What the machine's owner prefers: {@code light} or {@code dark}. */
    public void prefer(String scheme) {
        JsonObject feature =
                new JsonObject().put("name", "prefers-color-scheme").put("value", scheme);
        develop("Emulation.setEmulatedMedia", new JsonObject().put("features", new JsonArray().add(feature)));
    }

    /** Presses and releases these keys, one after the other; a character is its own key. */
    public void type(String keys) {
        JsonArray strokes = new JsonArray();
        keys.chars()
                .mapToObj(Character::toString)
                .forEach(key -> strokes.add(stroke("keyDown", key)).add(stroke("keyUp", key)));
        press(strokes);
    }

    /** Presses the key while the other one is held. */
    public void chord(String held, String key) {
        press(new JsonArray()
                .add(stroke("keyDown", held))
                .add(stroke("keyDown", key))
                .add(stroke("keyUp", key))
                .add(stroke("keyUp", held)));
    }

    /** The whole page, also what is out of sight, as a PNG file. */
    public void picture(Path file) {
        JsonObject answer = develop("Page.captureScreenshot", new JsonObject().put("captureBeyondViewport", true));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(answer.getString("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was written to the console since the last time: errors, refusals, warnings. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        order("/se/log", new JsonObject().put("type", "browser"))
                .getJsonArray("value")
                .forEach(entry -> complaints.add(((JsonObject) entry).getString("message")));
        return complaints;
    }

    @Override
    public void close() {
        try {
            Http.delete(session);
        } finally {
            driver.close();
        }
    }

    private void press(JsonArray strokes) {
        JsonObject keyboard =
                new JsonObject().put("type", "key").put("id", "keyboard").put("actions", strokes);
        order("/actions", new JsonObject().put("actions", new JsonArray().add(keyboard)));
    }

    private static JsonObject stroke(String type, String key) {
        return new JsonObject().put("type", type).put("value", key);
    }

    /** Through the DevTools protocol. */
    private JsonObject develop(String command, JsonObject parameters) {
        return order("/goog/cdp/execute", new JsonObject().put("cmd", command).put("params", parameters))
                .getJsonObject("value", new JsonObject());
    }

    private JsonObject order(String path, JsonObject parameters) {
        return result(Http.post(session + path, parameters.encode()));
    }

    private static JsonObject result(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
