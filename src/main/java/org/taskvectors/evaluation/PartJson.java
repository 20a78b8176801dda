package org.taskvectors.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// Answers to a batch as JSON and back. Numbers are written with all their digits; NaN and the
/// infinities, which JSON does not have, are texts.
final class PartJson {
    private PartJson() {}

    static void write(Part part, ObjectNode node) {
        ArrayNode rows = node.putArray("rows");
        for (Part.Row row : part.rows()) {
            ArrayNode one = rows.addArray();
            one.add(row.row());
            ArrayNode numbers = one.addArray();
            row.logLikelihoods().forEach(value -> add(numbers, value));
            add(one, row.divergence());
            if (!row.text().isEmpty() || row.isRight()) {
                one.add(row.text());
                one.add(row.isRight());
            }
        }
    }

    private static void add(ArrayNode array, double value) {
        if (Double.isFinite(value)) {
            array.add(value);
        } else {
            array.add(Double.toString(value));
        }
    }

    static Part read(JsonNode node) {
        List<Part.Row> rows = new ArrayList<>();
        for (JsonNode one : node.path("rows")) {
            List<Double> numbers = new ArrayList<>();
            one.path(1).forEach(value -> numbers.add(number(value)));
            rows.add(
                    new Part.Row(
                            one.path(0).asInt(-1),
                            numbers,
                            number(one.path(2)),
                            one.path(3).asText(""),
                            one.path(4).asBoolean(false)));
        }
        return new Part(rows);
    }

    private static double number(JsonNode value) {
        return value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText("NaN"));
    }
}
