package org.taskvectors.prompt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Utf8Reader;

/// Files of templates: one JSON object, a template by each id.
///
/// A template has `prompt`, its text, and may have `title`, `fields`, `optional`, `sentences`,
/// `prompt_without` and `labels`, a list of objects with `class`, `value` and `word`; see
/// [PromptTemplate]. Keys beyond these are passed over.
public final class TemplateFile {
    /// What such a file is called in a model's folder.
    public static final String NAME = "templates.json";

    /// Bytes of the longest file that is read.
    static final long LARGEST = 1 << 20;

    private static final int MOST_TEMPLATES = 1000;
    private static final int MOST_ENTRIES = 1000;
    private static final int DEEPEST = 16;
    private static final String PROMPT = "prompt";

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final Path file;

    private TemplateFile(Path file) {
        this.file = file;
    }

    /// Reads a file's templates, in its order.
    ///
    /// @throws Failure with a [PromptProblem] if it is none, or as [ReadableFile] does
    public static List<PromptTemplate> read(Path file) throws Failure {
        return new TemplateFile(file).templates();
    }

    /// Saves templates as such a file.
    ///
    /// @throws Failure if it cannot be written
    public static void write(Path file, List<PromptTemplate> templates) throws Failure {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        for (PromptTemplate template : templates) {
            root.set(template.id(), json(template));
        }
        AtomicFile.writeText(file, root.toPrettyString() + "\n");
    }

    private List<PromptTemplate> templates() throws Failure {
        JsonNode root = root();
        if (!root.isObject() || root.isEmpty()) {
            throw malformed("it is no object of templates");
        }
        if (root.size() > MOST_TEMPLATES) {
            throw tooLarge("it has " + root.size() + " templates, the most is " + MOST_TEMPLATES);
        }
        List<PromptTemplate> templates = new ArrayList<>();
        for (var entry : root.properties()) {
            templates.add(template(entry.getKey(), entry.getValue()));
        }
        return templates;
    }

    private JsonNode root() throws Failure {
        try (ReadableFile opened = ReadableFile.open(file)) {
            if (opened.size() > LARGEST) {
                throw tooLarge("it has " + opened.size() + " bytes, the most is " + LARGEST);
            }
            JsonNode root =
                    JSON.readTree(
                            new Utf8Reader(opened, 0, opened.size(), PromptProblem.MALFORMED));
            return root == null ? JSON.missingNode() : root;
        } catch (JsonProcessingException e) {
            throw malformed("it is no readable JSON: " + e.getOriginalMessage()).causedBy(e);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw malformed("it cannot be read: " + e.getMessage()).causedBy(e);
        }
    }

    private PromptTemplate template(String id, JsonNode node) throws Failure {
        String where = "template '" + Shown.of(id) + "'";
        if (id.isBlank() || !node.isObject() || !node.path(PROMPT).isTextual()) {
            throw malformed("it has no text in '" + PROMPT + "'").at(where);
        }
        List<String> fields = texts(node, "fields", where);
        Set<String> distinct = new LinkedHashSet<>(fields);
        PromptTemplate template =
                new PromptTemplate(
                        id,
                        text(node, "title", where).orElse(id),
                        fields,
                        new HashSet<>(texts(node, "optional", where)),
                        new HashSet<>(texts(node, "sentences", where)),
                        node.path(PROMPT).textValue(),
                        text(node, "prompt_without", where),
                        labels(node, where));
        Set<String> unused = new LinkedHashSet<>(fields);
        unused.removeAll(template.used());
        Set<String> others = new LinkedHashSet<>(template.optional());
        others.addAll(template.sentences());
        others.removeAll(fields);
        if (distinct.size() < fields.size() || !unused.isEmpty() || !others.isEmpty()) {
            throw Failure.of(
                            PromptProblem.FIELD_WRONG,
                            file,
                            "its fields do not fit its text: each field stands once in 'fields',"
                                    + " and as {field} in the text",
                            "Mend the file")
                    .at(where);
        }
        return template;
    }

    private List<Label> labels(JsonNode node, String where) throws Failure {
        List<Label> labels = new ArrayList<>();
        JsonNode list = list(node, "labels", where);
        for (JsonNode one : list) {
            boolean isLabel =
                    one.path("word").isTextual()
                            && !one.path("word").textValue().isEmpty()
                            && (!one.has("class") || one.path("class").isTextual())
                            && (!one.has("value") || one.path("value").canConvertToInt());
            if (!isLabel) {
                throw malformed(
                                "a label has no 'word', or its 'class' or 'value' is of another"
                                        + " kind")
                        .at(where);
            }
            String word = one.path("word").textValue();
            labels.add(
                    new Label(
                            one.path("class").asText(word.strip()),
                            one.path("value").asInt(labels.size()),
                            word));
        }
        return labels;
    }

    private Optional<String> text(JsonNode node, String key, String where) throws Failure {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw malformed("'" + key + "' is no text").at(where);
        }
        return Optional.of(value.textValue());
    }

    private List<String> texts(JsonNode node, String key, String where) throws Failure {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list(node, key, where)) {
            if (!one.isTextual() || one.textValue().isBlank()) {
                throw malformed("'" + key + "' holds what is no name").at(where);
            }
            texts.add(one.textValue());
        }
        return texts;
    }

    private JsonNode list(JsonNode node, String key, String where) throws Failure {
        JsonNode list = node.path(key);
        if (list.isMissingNode() || list.isNull()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!list.isArray()) {
            throw malformed("'" + key + "' is no list").at(where);
        }
        if (list.size() > MOST_ENTRIES) {
            throw tooLarge("'" + key + "' has " + list.size() + " entries").at(where);
        }
        return list;
    }

    private Failure malformed(String what) {
        return Failure.of(
                PromptProblem.MALFORMED, file, what, "Mend the file, or choose another template");
    }

    private Failure tooLarge(String what) {
        return Failure.of(PromptProblem.TOO_LARGE, file, what, "Choose another file");
    }

    private static ObjectNode json(PromptTemplate template) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("title", template.title());
        ArrayNode fields = node.putArray("fields");
        template.fields().forEach(fields::add);
        putNames(node, "optional", template, template.optional());
        putNames(node, "sentences", template, template.sentences());
        node.put(PROMPT, template.text());
        template.without().ifPresent(text -> node.put("prompt_without", text));
        if (!template.labels().isEmpty()) {
            ArrayNode labels = node.putArray("labels");
            template.labels()
                    .forEach(
                            label ->
                                    labels.addObject()
                                            .put("class", label.name())
                                            .put("value", label.value())
                                            .put("word", label.word()));
        }
        return node;
    }

    private static void putNames(
            ObjectNode node, String key, PromptTemplate template, Set<String> names) {
        if (!names.isEmpty()) {
            ArrayNode list = node.putArray(key);
            template.fields().stream().filter(names::contains).forEach(list::add);
        }
    }
}
