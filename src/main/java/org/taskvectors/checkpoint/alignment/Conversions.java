package org.taskvectors.checkpoint.alignment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.checkpoint.ModelConfig;

/// The table of conversions. Its larger part is data: `conversions.json`, made from transformers'
/// own mapping by `src/test/oracle/alignment/make_conversions.py`.
final class Conversions {
    /// For every model: the names of old versions.
    private static final String ANY = "legacy";

    private static final Pattern TASK = Pattern.compile("^(.+?)(?:For[A-Z]\\w*|LMHeadModel)$");

    private static final List<String> PARTS =
            List.of("text_config", "vision_config", "audio_config", "llm_config");

    private final List<Conversion> all;

    private Conversions(List<Conversion> all) {
        this.all = all;
    }

    /// The table, which never changes; it is read when it is first asked for.
    private static final class Table {
        static final Conversions READ = load();
    }

    /// Returns the table.
    static Conversions table() {
        return Table.READ;
    }

    private static Conversions load() {
        List<Conversion> all = new ArrayList<>(own());
        try (InputStream in = Conversions.class.getResourceAsStream("conversions.json")) {
            for (JsonNode row : new ObjectMapper().readTree(in)) {
                all.add(conversion(row));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the table of conversions is not in the program", e);
        }
        return new Conversions(List.copyOf(all));
    }

    List<Conversion> all() {
        return all;
    }

    /// Returns the conversions that a configuration calls for, and those for every model, in the
    /// order in which they are applied: of the class, of its model type, of the parts.
    List<Conversion> of(Optional<ModelConfig> config) {
        Set<String> words = new LinkedHashSet<>();
        config.ifPresent(known -> words.addAll(words(known)));
        words.add(ANY);
        List<Conversion> found = new ArrayList<>();
        for (String word : words) {
            named(word).stream()
                    .filter(conversion -> !found.contains(conversion))
                    .forEach(found::add);
        }
        return found;
    }

    /// Returns the conversions of a model type or a class.
    List<Conversion> named(String word) {
        return all.stream().filter(conversion -> conversion.models().contains(word)).toList();
    }

    /// Returns the conversions of all models.
    List<Conversion> forAll() {
        return named(ANY);
    }

    /// Returns the class of the model without the head of a task: `LlavaModel`.
    static Optional<String> modelOf(String architecture) {
        Matcher task = TASK.matcher(architecture);
        return task.matches() ? Optional.of(task.group(1) + "Model") : Optional.empty();
    }

    /// Returns the model types of the parts of a model that sees or hears.
    static List<String> parts(ModelConfig config) {
        return PARTS.stream()
                .flatMap(part -> config.part(part).flatMap(ModelConfig::modelType).stream())
                .toList();
    }

    private static Set<String> words(ModelConfig config) {
        Set<String> words = new LinkedHashSet<>();
        for (String architecture : config.texts("architectures")) {
            words.add(architecture);
            modelOf(architecture).ifPresent(words::add);
        }
        config.modelType().ifPresent(words::add);
        words.addAll(parts(config));
        return words;
    }

    /// Conversions that transformers makes by scripts of their own, and not on loading.
    private static List<Conversion> own() {
        return List.of(meta(), norms());
    }

    /// The names of Meta's and Mistral's own files. Source: transformers,
    /// `models/llama/convert_llama_weights_to_hf.py`.
    private static Conversion meta() {
        String layer = "^layers\\.(\\d+)\\.";
        String into = "model.layers.$1.";
        return new Conversion(
                List.of("meta"),
                List.of(
                        rename("^tok_embeddings\\.", "model.embed_tokens."),
                        rename("^norm\\.weight$", "model.norm.weight"),
                        rename("^output\\.", "lm_head."),
                        rename(layer + "attention\\.w([qkvo])\\.", into + "self_attn.$2_proj."),
                        rename(layer + "feed_forward\\.w1\\.", into + "mlp.gate_proj."),
                        rename(layer + "feed_forward\\.w2\\.", into + "mlp.down_proj."),
                        rename(layer + "feed_forward\\.w3\\.", into + "mlp.up_proj."),
                        rename(layer + "feed_forward\\.gate\\.", into + "mlp.gate."),
                        rename(
                                layer + "feed_forward\\.experts\\.(\\d+)\\.",
                                into + "mlp.experts.$2."),
                        rename(layer + "attention_norm\\.", into + "input_layernorm."),
                        rename(layer + "ffn_norm\\.", into + "post_attention_layernorm.")),
                List.of(),
                List.of(),
                List.of(Pattern.compile("\\.self_attn\\.[qk]_proj\\.(?:weight|bias)$")));
    }

    /// Norms whose parameters TensorFlow's names call gamma and beta.
    private static Conversion norms() {
        return new Conversion(
                List.of(ANY),
                List.of(
                        rename("([Nn]orm\\w*)\\.gamma$", "$1.weight"),
                        rename("([Nn]orm\\w*)\\.beta$", "$1.bias")),
                List.of(),
                List.of(),
                List.of());
    }

    private static Rename rename(String pattern, String replacement) {
        return new Rename(Pattern.compile(pattern), replacement);
    }

    private static Conversion conversion(JsonNode row) {
        List<Rename> renames = new ArrayList<>();
        row.path("renames")
                .forEach(pair -> renames.add(rename(pair.path(0).asText(), pair.path(1).asText())));
        List<Conversion.Stack> stacks = new ArrayList<>();
        row.path("stacks")
                .forEach(
                        stack ->
                                stacks.add(
                                        new Conversion.Stack(
                                                texts(stack.path("single")),
                                                stack.path("stacked").asText())));
        List<Conversion.Chunk> chunks = new ArrayList<>();
        row.path("chunks")
                .forEach(
                        chunk ->
                                chunks.add(
                                        new Conversion.Chunk(
                                                chunk.path("whole").asText(),
                                                texts(chunk.path("parts")))));
        return new Conversion(
                texts(row.path("for")),
                List.copyOf(renames),
                List.copyOf(stacks),
                List.copyOf(chunks),
                List.of());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
