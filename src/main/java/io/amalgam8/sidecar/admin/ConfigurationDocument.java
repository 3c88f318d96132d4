package io.amalgam8.sidecar.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amalgam8.sidecar.config.SettingInForce;
import io.amalgam8.sidecar.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The settings in force: {@code {"items":[{"name":"registry.url","value":"http://registry:8080","origin":"A8_REGISTRY_URL"},…]}}.
 * A value stands as in the YAML file, a secret as {@code "***"}; null where there is none.
 */
final class ConfigurationDocument {

    private static final String LOG_LEVEL = "log_level";

    private ConfigurationDocument() {}

    /** With the log level that was asked for since, if one was. */
    static byte[] write(List<SettingInForce> settings, Optional<String> level) {
        ObjectNode document = Documents.newObject();
        ArrayNode items = document.putArray("items");
        for (SettingInForce setting : settings) {
            boolean overruled = level.isPresent() && setting.name().equals(LOG_LEVEL);
            items.add(form(overruled ? new SettingInForce(LOG_LEVEL, level, Orders.LEVEL_ORIGIN) : setting));
        }
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode form(SettingInForce setting) {
        ObjectNode node = Documents.newObject().put("name", setting.name());
        setting.value().ifPresentOrElse(value -> node.put("value", value), () -> node.putNull("value"));
        return node.put("origin", setting.origin());
    }
}
