package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// As much of JSON Schema as ours uses: type, const, enum, required, properties,
/// additionalProperties, items, `$ref` within the document. An unknown keyword is an error, so that
/// the schema cannot say what is not checked.
final class SchemaCheck {
    private static final List<String> WORDS =
            List.of(
                    "oneOf",
                    "type",
                    "const",
                    "enum",
                    "required",
                    "properties",
                    "additionalProperties",
                    "items",
                    "$ref",
                    "description");

    private final JsonNode root;
    private final List<String> complaints = new ArrayList<>();

    private SchemaCheck(JsonNode root) {
        this.root = root;
    }

    /// In what `document` is not what the schema says of `definition`.
    static List<String> complaints(String definition, JsonNode document) throws IOException {
        JsonNode root =
                new ObjectMapper().readTree(Path.of("assets/schema/output.schema.json").toFile());
        SchemaCheck check = new SchemaCheck(root);
        check.check(root.get("$defs").get(definition), document, definition);
        return check.complaints;
    }

    private void check(JsonNode schema, JsonNode value, String at) {
        schema.fieldNames()
                .forEachRemaining(
                        word -> {
                            if (!WORDS.contains(word)) {
                                complaints.add("the schema says " + word);
                            }
                        });
        if (schema.has("$ref")) {
            String name = schema.get("$ref").textValue().replace("#/$defs/", "");
            check(root.get("$defs").get(name), value, at);
            return;
        }
        if (schema.has("oneOf") && matches(schema.get("oneOf"), value) != 1) {
            complaints.add(at + ": " + value + " is not one of the alternatives");
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            complaints.add(at + ": " + value + " is not " + schema.get("const"));
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            complaints.add(at + ": " + value + " is none of " + schema.get("enum"));
        }
        if (schema.has("type") && !isOfType(schema.get("type"), value)) {
            complaints.add(at + ": " + value + " is no " + schema.get("type"));
        }
        if (value.isObject()) {
            checkObject(schema, value, at);
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "[" + i + "]");
            }
        }
    }

    private int matches(JsonNode alternatives, JsonNode value) {
        int matches = 0;
        for (JsonNode one : alternatives) {
            SchemaCheck alone = new SchemaCheck(root);
            alone.check(one, value, "");
            matches += alone.complaints.isEmpty() ? 1 : 0;
        }
        return matches;
    }

    private void checkObject(JsonNode schema, JsonNode value, String at) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.textValue())) {
                complaints.add(at + ": has no " + name.textValue());
            }
        }
        for (var field : value.properties()) {
            JsonNode of = schema.path("properties").get(field.getKey());
            JsonNode others = schema.get("additionalProperties");
            if (of != null) {
                check(of, field.getValue(), at + "." + field.getKey());
            } else if (others != null && others.isObject()) {
                check(others, field.getValue(), at + "." + field.getKey());
            } else if (others != null && !others.booleanValue()) {
                complaints.add(at + ": has " + field.getKey());
            }
        }
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(JsonNode types, JsonNode value) {
        if (types.isArray()) {
            for (JsonNode type : types) {
                if (isOfType(type, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (types.textValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }
}
