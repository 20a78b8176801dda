package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;

/// Single values and damaged documents, against PyYAML 6.0.4 and Pydantic 2
/// (`src/test/oracle/merge/recipe_values.py`).
class ValuesOracleTest {
    @Test
    void plainValuesAreReadAsPyYamlReadsThem() throws IOException {
        JsonNode golden = read("plain.json");
        for (JsonNode row : golden) {
            String text = row.get(0).asText();
            JsonNode expected = row.get(2);
            String which = "'" + text + "'";
            switch (PlainValue.of(text)) {
                case PlainValue.Nothing nothing -> type(row, "nothing");
                case PlainValue.Other other -> type(row, "other");
                case PlainValue.Flag flag -> {
                    type(row, "flag");
                    assertThat(flag.value()).as(which).isEqualTo(expected.asBoolean());
                }
                case PlainValue.Whole whole -> {
                    type(row, "whole");
                    assertThat(whole.value().toString()).as(which).isEqualTo(expected.asText());
                }
                case PlainValue.Real real -> {
                    type(row, "real");
                    assertThat(Double.valueOf(real.value()))
                            .as(which)
                            .isEqualTo(Double.valueOf(real(expected.asText())));
                }
                case PlainValue.Text same -> {
                    type(row, "text");
                    assertThat(same.value()).as(which).isEqualTo(expected.asText());
                }
            }
        }
        assertThat(golden.size()).isGreaterThan(500);
    }

    private static void type(JsonNode row, String type) {
        assertThat(type).as(row.toString()).isEqualTo(row.get(1).asText());
    }

    private static double real(String hex) {
        return switch (hex) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(hex);
        };
    }

    @Test
    void valuesOfOtherTypesAreTakenAsPydanticTakesThem() throws IOException {
        for (JsonNode row : read("coerced.json")) {
            MethodSignature.Kind kind = MethodSignature.Kind.valueOf(row.get(0).asText());
            Optional<Scalar> own = Values.as(kind, Mergekit.scalar(row.get(1)));
            JsonNode expected = row.get(2);
            assertThat(own.isPresent()).as(row.toString()).isEqualTo(!expected.isNull());
            own.ifPresent(
                    value -> assertThat(value).as(row.toString()).isEqualTo(of(kind, expected)));
        }
    }

    private static Scalar of(MethodSignature.Kind kind, JsonNode expected) {
        return kind == MethodSignature.Kind.NUMBER
                ? new Scalar.Real(expected.doubleValue())
                : Mergekit.scalar(expected);
    }

    /// What is taken is what PyYAML takes; much of what PyYAML takes is refused.
    @Test
    void damagedDocumentsAreReadAsPyYamlReadsThemOrRefused() throws IOException {
        int taken = 0;
        int ofPyYaml = 0;
        List<String> only = new ArrayList<>();
        for (JsonNode row : read("damaged.json")) {
            String text = row.get(0).asText();
            ofPyYaml += row.has(1) ? 1 : 0;
            Optional<JsonNode> own = own(text);
            if (own.isPresent()) {
                taken++;
                if (!own.get().equals(row.get(1))) {
                    only.add(text + "\n=> " + own.get() + "\n not " + row.get(1));
                }
            }
        }
        assertThat(only).isEmpty();
        assertThat(taken).isGreaterThan(ofPyYaml * 3 / 4);
    }

    private static Optional<JsonNode> own(String text) {
        try {
            return Optional.of(json(YamlTree.read(text, null)));
        } catch (Failure e) {
            assertThat(e.problem()).as(text).isInstanceOf(RecipeProblem.class);
            return Optional.empty();
        }
    }

    /// What has no place in JSON is refused here as it is in a recipe.
    private static JsonNode json(YamlNode node) throws Failure {
        var nodes = Mergekit.JSON.getNodeFactory();
        return switch (node) {
            case YamlNode.Items items -> {
                var list = nodes.arrayNode();
                for (YamlNode one : items.nodes()) {
                    list.add(json(one));
                }
                yield list;
            }
            case YamlNode.Entries entries -> {
                var map = nodes.objectNode();
                for (var one : entries.entries().entrySet()) {
                    map.set(one.getKey(), json(one.getValue().value()));
                }
                yield map;
            }
            case YamlNode.Leaf leaf -> {
                PlainValue value =
                        leaf.isPlain()
                                ? PlainValue.of(leaf.text())
                                : new PlainValue.Text(leaf.text());
                yield switch (value) {
                    case PlainValue.Nothing nothing -> nodes.nullNode();
                    case PlainValue.Flag flag -> nodes.booleanNode(flag.value());
                    case PlainValue.Whole whole when whole.value().bitLength() < 32 ->
                            nodes.numberNode(whole.value().intValue());
                    case PlainValue.Whole whole when whole.value().bitLength() < 64 ->
                            nodes.numberNode(whole.value().longValue());
                    case PlainValue.Real real when Double.isFinite(real.value()) ->
                            nodes.numberNode(real.value());
                    case PlainValue.Text text -> nodes.textNode(text.value());
                    default -> throw Failure.of(RecipeProblem.WRONG_KIND, null, "not of JSON", "");
                };
            }
        };
    }

    private static JsonNode read(String name) throws IOException {
        return Mergekit.JSON.readTree(Mergekit.GOLDEN.resolve(name).toFile());
    }
}
