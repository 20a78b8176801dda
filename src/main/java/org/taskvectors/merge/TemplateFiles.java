package org.taskvectors.merge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.vocabulary.TokenizerFiles;
import org.taskvectors.tokenizer.TokenizerEdit;
import org.taskvectors.tokenizer.Tokenizers;

/// Writes a chat template into the files of a merge's tokenizer, as text: it is never run.
///
/// @param like whose companions the result has
/// @param tokenizer what of them becomes other files
/// @param models the models that are merged, the base first
record TemplateFiles(Checkpoint like, Optional<TokenizerFiles> tokenizer, List<Checkpoint> models) {
    private static final String KEY = "chat_template";
    private static final String TEXT = "chat_template.jinja";
    private static final String OBJECT = "chat_template.json";

    /// What templates of known names spell, by which one of a model's own is known.
    private static final Map<String, List<String>> MARKS =
            Map.of(
                    "chatml", List.of("<|im_start|>", "<|im_end|>"),
                    "llama3", List.of("<|start_header_id|>", "<|eot_id|>"),
                    "alpaca", List.of("### Instruction", "### Response"),
                    "mistral", List.of("[INST]", "[/INST]"),
                    "exaone", List.of("[|assistant|]", "[|endofturn|]"));

    /// Returns the files that have the template, by name; none where there is no template.
    ///
    /// @param said `auto`, a name, or the text of a template
    /// @param notes gets what a person should know
    /// @throws IOException (a [Failure]) where a file cannot be read; [RecipeProblem#NOT_COMPUTED]
    ///   for a name that none of the models has a template of
    Map<String, String> texts(String said, List<String> notes) throws IOException {
        Optional<String> template = template(said, notes);
        if (template.isEmpty()) {
            return Map.of();
        }
        boolean hasTokenizer =
                names().stream().anyMatch(name -> name.startsWith("tokenizer"))
                        || names().contains("vocab.json");
        if (!hasTokenizer) {
            notes.add("chat_template: there is no tokenizer beside the models, and so no template");
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        if (names().contains(TEXT)) {
            texts.put(TEXT, template.get());
        }
        if (names().contains(OBJECT)) {
            texts.put(OBJECT, with(OBJECT, template.get()));
        }
        boolean isInSettings =
                names().contains(TokenizerEdit.SETTINGS)
                        && (texts.isEmpty() || object(TokenizerEdit.SETTINGS).has(KEY));
        if (isInSettings) {
            texts.put(TokenizerEdit.SETTINGS, with(TokenizerEdit.SETTINGS, template.get()));
        }
        if (texts.isEmpty()) {
            texts.put(TEXT, template.get());
        }
        notes.add("the chat template is written to " + String.join(" and ", texts.keySet()));
        return texts;
    }

    private Optional<String> template(String said, List<String> notes) throws IOException {
        if (said.equals("auto")) {
            return commonest(notes);
        }
        List<String> marks = MARKS.get(said);
        if (marks == null) {
            return Optional.of(said);
        }
        for (Checkpoint model : models) {
            Optional<String> own = Tokenizers.chatTemplate(model);
            if (own.isPresent() && marks.stream().allMatch(own.get()::contains)) {
                notes.add(
                        "chat_template: the template of "
                                + model.name()
                                + " is taken as "
                                + said
                                + ", since it spells "
                                + String.join(" and ", marks)
                                + "; mergekit would write a text of its own");
                return own;
            }
        }
        throw Failure.of(
                        RecipeProblem.NOT_COMPUTED,
                        null,
                        "none of the models has a chat template that is "
                                + Shown.of(said)
                                + ", and none is brought along",
                        "Write the template itself under chat_template, or auto")
                .at(KEY);
    }

    /// The template that most models have; of equally many the first.
    private Optional<String> commonest(List<String> notes) throws IOException {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Checkpoint model : models) {
            Tokenizers.chatTemplate(model)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(
                            text ->
                                    found.computeIfAbsent(text, _ -> new ArrayList<>())
                                            .add(model.name()));
        }
        Optional<Map.Entry<String, List<String>>> most = Optional.empty();
        for (Map.Entry<String, List<String>> one : found.entrySet()) {
            if (most.isEmpty() || one.getValue().size() > most.get().getValue().size()) {
                most = Optional.of(one);
            }
        }
        notes.add(
                most.isEmpty()
                        ? "chat_template: none of the models has one"
                        : "chat_template: that of "
                                + Shown.of(String.join(", ", most.get().getValue()))
                                + ", of "
                                + found.size()
                                + (found.size() == 1 ? " that there is" : " different ones"));
        return most.map(Map.Entry::getKey);
    }

    /// The names of the result's files around the weights.
    private List<String> names() {
        List<String> names = new ArrayList<>(like.about().companions());
        tokenizer.ifPresent(
                files -> {
                    names.removeAll(files.leftAside());
                    names.addAll(files.texts().keySet());
                    names.addAll(files.copies().keySet());
                });
        return names;
    }

    private String with(String name, String template) throws IOException {
        ObjectNode object = object(name);
        object.put(KEY, template);
        return object.toPrettyString() + "\n";
    }

    private ObjectNode object(String name) throws IOException {
        Optional<String> text = tokenizer.map(files -> files.texts().get(name));
        Path file =
                tokenizer
                        .map(files -> files.copies().get(name))
                        .orElseGet(
                                () ->
                                        like.about()
                                                .companionFolder()
                                                .orElse(Path.of(""))
                                                .resolve(name));
        try (Reader reader =
                text.isPresent() ? new StringReader(text.get()) : Files.newBufferedReader(file)) {
            Optional<JsonNode> object = ModelConfig.parse(reader).map(ModelConfig::json);
            if (object.isPresent() && object.get() instanceof ObjectNode found) {
                return found;
            }
        } catch (JsonProcessingException e) {
            throw unreadable(file).causedBy(e);
        }
        throw unreadable(file);
    }

    private static Failure unreadable(Path file) {
        return Failure.of(
                RecipeProblem.NOT_COMPUTED,
                file,
                "it is no JSON object, and a chat template is to be written into it",
                "Repair it, or leave out chat_template");
    }
}
