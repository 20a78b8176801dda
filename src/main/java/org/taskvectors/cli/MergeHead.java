package org.taskvectors.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.Output;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.recipe.PlanTable;
import org.taskvectors.merge.recipe.Scalar;

/// What a report says of a merge before its result: by which method, with which seed, as what, and
/// what its recipe means. Parts of a merge keep it as a text.
///
/// @param sentence the method in words
/// @param notes what the recipe's reading says
/// @param document the fields of the JSON
record MergeHead(String sentence, List<String> notes, ObjectNode document) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param recipe the recipe that it was asked with; empty if by options
    static MergeHead of(MergeRequest request, Optional<RecipeMerge> recipe) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("method", request.method().id());
        document.put("seed", request.chosen().seed());
        document.put(
                "as",
                switch (request.output()) {
                    case Output.Model _ -> "model";
                    case Output.VectorFile _ -> "vector";
                    case Output.Adapter _ -> "lora";
                });
        document.set("recipe", recipe.<JsonNode>map(MergeHead::json).orElse(NullNode.instance));
        return new MergeHead(
                request.method().title() + ": " + request.method().meaning(),
                recipe.map(RecipeMerge::notes).orElse(List.of()),
                document);
    }

    /// Adds its fields to a document.
    void into(ObjectNode root) {
        root.setAll(document);
    }

    /// Returns it as a text.
    String text() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("sentence", sentence);
        root.set("notes", Json.texts(notes));
        root.set("document", document);
        return root.toString();
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException if it is none
    static MergeHead parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            List<String> notes = new ArrayList<>();
            root.path("notes").forEach(note -> notes.add(note.asText()));
            if (!(root.path("document") instanceof ObjectNode document)) {
                throw new IllegalArgumentException("no document");
            }
            return new MergeHead(root.path("sentence").asText(), notes, document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    /// What the recipe means: a row for each input of the tensors that are alike.
    private static JsonNode json(RecipeMerge recipe) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (PlanTable.Row row : recipe.plan().table().rows()) {
            ObjectNode node = rows.addObject();
            node.put("layers", row.layers());
            node.put("tensors", row.tensors());
            node.put("model", row.model().text());
            node.put("from", row.from());
            node.put("how", row.how());
            ObjectNode values = node.putObject("values");
            row.values().forEach((name, value) -> put(values, name, value));
        }
        return rows;
    }

    private static void put(ObjectNode node, String name, Scalar value) {
        switch (value) {
            case Scalar.Whole(long whole) -> node.put(name, whole);
            case Scalar.Real(double real) -> node.put(name, real);
            case Scalar.Flag(boolean flag) -> node.put(name, flag);
            case Scalar.Text(String text) -> node.put(name, text);
        }
    }
}
