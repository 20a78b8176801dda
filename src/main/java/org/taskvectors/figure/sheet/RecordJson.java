package org.taskvectors.figure.sheet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Records as JSON and back by the types of their components: records, sealed interfaces of
/// records, enums, lists, optional values, texts, numbers. A value of an interface says in `kind`
/// which record it is.
final class RecordJson {
    private static final String KIND = "kind";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordJson() {}

    static JsonNode write(Object value, Class<?> declared) {
        return switch (value) {
            case Double number -> number(number);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Boolean truth -> NODES.booleanNode(truth);
            case String text -> NODES.textNode(text);
            case Enum<?> constant -> NODES.textNode(constant.name());
            case Optional<?> some ->
                    some.map(held -> write(held, Object.class)).orElse(NODES.nullNode());
            case OptionalDouble some ->
                    some.isPresent() ? number(some.getAsDouble()) : NODES.nullNode();
            case OptionalInt some ->
                    some.isPresent() ? NODES.numberNode(some.getAsInt()) : NODES.nullNode();
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(held -> array.add(write(held, Object.class)));
                yield array;
            }
            case Record made -> written(made, declared);
            default -> throw new IllegalArgumentException("no value of a figure: " + value);
        };
    }

    /// What is not finite is no number of JSON.
    private static JsonNode number(double value) {
        return Double.isFinite(value)
                ? NODES.numberNode(value)
                : NODES.textNode(Double.toString(value));
    }

    private static ObjectNode written(Record made, Class<?> declared) {
        ObjectNode node = NODES.objectNode();
        if (declared.isInterface()) {
            node.put(KIND, made.getClass().getSimpleName());
        }
        for (RecordComponent component : made.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                node.set(
                        component.getName(),
                        write(component.getAccessor().invoke(made), component.getType()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return node;
    }

    /// @throws IllegalArgumentException where the JSON is no value of that type
    static Object read(JsonNode node, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type held = generic.getActualTypeArguments()[0];
            return generic.getRawType().equals(Optional.class)
                    ? optional(node, held)
                    : list(node, held);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == double.class || plain == Double.class) {
            return node.isTextual()
                    ? parsed(node.asText())
                    : required(node.isNumber(), node.asDouble());
        }
        if (plain == int.class || plain == Integer.class) {
            return required(node.isIntegralNumber(), node.asInt());
        }
        if (plain == long.class || plain == Long.class) {
            return required(node.isIntegralNumber(), node.asLong());
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return required(node.isBoolean(), node.asBoolean());
        }
        if (plain == String.class) {
            return required(node.isTextual(), node.asText());
        }
        if (plain == OptionalDouble.class) {
            return node.isNull()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((Double) read(node, double.class));
        }
        if (plain == OptionalInt.class) {
            return node.isNull()
                    ? OptionalInt.empty()
                    : OptionalInt.of((Integer) read(node, int.class));
        }
        return structured(node, plain);
    }

    private static Object structured(JsonNode node, Class<?> plain) {
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .filter(one -> ((Enum<?>) one).name().equals(node.asText()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no " + plain + ": " + node));
        }
        if (plain.isInterface()) {
            String kind = node.path(KIND).asText();
            return kinds(plain)
                    .filter(one -> one.getSimpleName().equals(kind))
                    .findFirst()
                    .map(one -> made(node, one))
                    .orElseThrow(() -> new IllegalArgumentException("no kind: " + kind));
        }
        return made(node, plain);
    }

    /// The records that a sealed interface permits.
    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(RecordJson::kinds)
                : Stream.of(type);
    }

    private static double parsed(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("no number: " + text);
        };
    }

    private static <T> T required(boolean isRight, T value) {
        if (!isRight) {
            throw new IllegalArgumentException("a value of another type");
        }
        return value;
    }

    private static Optional<?> optional(JsonNode node, Type held) {
        return node.isNull() ? Optional.empty() : Optional.of(read(node, held));
    }

    private static List<?> list(JsonNode node, Type held) {
        List<Object> values = new ArrayList<>();
        required(node.isArray(), node).forEach(one -> values.add(read(one, held)));
        return values;
    }

    private static Object made(JsonNode node, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || !node.isObject()) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + node);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            JsonNode value = node.get(component.getName());
            values[i] = value == null ? absent(component) : read(value, component.getGenericType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " refuses it", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a component is that an older version did not have: nothing, where it may be nothing.
    private static Object absent(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == OptionalDouble.class) {
            return OptionalDouble.empty();
        }
        if (type == OptionalInt.class) {
            return OptionalInt.empty();
        }
        if (type == String.class) {
            return "";
        }
        if (type == boolean.class) {
            return false;
        }
        throw new IllegalArgumentException("without " + component.getName());
    }
}
