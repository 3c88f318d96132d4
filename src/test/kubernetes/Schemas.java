import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Service;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Prints the JSON Schema by which {@code KubernetesTest} judges our manifests: Kubernetes' published OpenAPI, as its own Java
 * client carries it, for the kinds that we use and all that they consist of. See pom.xml beside it.
 */
public final class Schemas {

    private static final List<Class<?>> KINDS = List.of(V1Deployment.class, V1Namespace.class, V1Service.class);

    private final Map<String, String> definitions = new TreeMap<>();
    private final Deque<Class<?>> waiting = new ArrayDeque<>(KINDS);
    private final Set<Class<?>> seen = new TreeSet<>((a, b) -> a.getName().compareTo(b.getName()));

    public static void main(String[] arguments) throws ReflectiveOperationException {
        System.out.println(new Schemas().text());
    }

    private String text() throws ReflectiveOperationException {
        seen.addAll(KINDS);
        while (!waiting.isEmpty()) {
            Class<?> model = waiting.remove();
            definitions.put(model.getSimpleName(), object(model));
        }
        return "{\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n\"definitions\": {\n"
                + String.join(
                        ",\n",
                        definitions.entrySet().stream()
                                .map(each -> quoted(each.getKey()) + ": " + each.getValue())
                                .toList())
                + "\n}}";
    }

    private String object(Class<?> model) throws ReflectiveOperationException {
        Map<String, String> properties = new TreeMap<>();
        for (String name : strings(model, "openapiFields")) {
            properties.put(name, schema(field(model, name).getGenericType()));
        }
        StringBuilder text = new StringBuilder("{\"type\": \"object\", \"additionalProperties\": false");
        Set<String> required = strings(model, "openapiRequiredFields");
        if (!required.isEmpty()) {
            text.append(", \"required\": [")
                    .append(String.join(", ", required.stream().map(Schemas::quoted).toList()))
                    .append(']');
        }
        return text.append(", \"properties\": {")
                .append(String.join(
                        ", ",
                        properties.entrySet().stream()
                                .map(each -> quoted(each.getKey()) + ": " + each.getValue())
                                .toList()))
                .append("}}")
                .toString();
    }

    private String schema(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Type last = parameterized.getActualTypeArguments()[parameterized.getActualTypeArguments().length - 1];
            return parameterized.getRawType() == Map.class
                    ? "{\"type\": \"object\", \"additionalProperties\": " + schema(last) + "}"
                    : "{\"type\": \"array\", \"items\": " + schema(last) + "}";
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class || plain == OffsetDateTime.class || plain == byte[].class) {
            return "{\"type\": \"string\"}";
        }
        if (plain == Integer.class || plain == Long.class) {
            return "{\"type\": \"integer\"}";
        }
        if (plain == Boolean.class) {
            return "{\"type\": \"boolean\"}";
        }
        if (plain == IntOrString.class) {
            return "{\"type\": [\"integer\", \"string\"]}";
        }
        if (plain == Quantity.class) {
            return "{\"type\": [\"number\", \"string\"]}";
        }
        if (plain == Object.class) {
            return "{}";
        }
        if (seen.add(plain)) {
            waiting.add(plain);
        }
        return "{\"$ref\": \"#/definitions/" + plain.getSimpleName() + "\"}";
    }

    private static Field field(Class<?> model, String name) throws NoSuchFieldException {
        for (Field each : model.getDeclaredFields()) {
            var serialized = each.getAnnotation(com.google.gson.annotations.SerializedName.class);
            if (serialized != null && serialized.value().equals(name)) {
                return each;
            }
        }
        throw new NoSuchFieldException(model.getName() + ": " + name);
    }

    @SuppressWarnings("unchecked")
    private static Set<String> strings(Class<?> model, String field) throws ReflectiveOperationException {
        return new TreeSet<>((Set<String>) model.getField(field).get(null));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
