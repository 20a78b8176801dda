package org.taskvectors.checkpoint.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Stacks of the models of transformers; the names were made by `src/test/oracle/stack_names.py`.
class StackNamesTest {
    private static final Pattern MANY = Pattern.compile("\\{(\\d+)}");
    private static final String LLAMA =
            "q_proj k_proj v_proj o_proj gate_proj up_proj down_proj norm";

    /// @param stacks how many layers each stack has; the name of the only one is empty
    private record Model(
            String type, String kind, Map<String, Integer> stacks, List<String> names) {
        static Model of(String line) {
            String[] cells = line.split("\t");
            Map<String, Integer> stacks = new LinkedHashMap<>();
            for (String stack : cells[2].split(" ")) {
                String[] sides = stack.split("=");
                stacks.put(sides[0], Integer.valueOf(sides[1]));
            }
            List<String> names =
                    Arrays.stream(cells[3].split(" ")).flatMap(Model::unfolded).toList();
            return new Model(cells[0], cells[1], stacks, names);
        }

        private static Stream<String> unfolded(String name) {
            Matcher many = MANY.matcher(name);
            return many.find()
                    ? IntStream.range(0, Integer.parseInt(many.group(1)))
                            .mapToObj(number -> many.replaceFirst(Integer.toString(number)))
                    : Stream.of(name);
        }

        Naming naming() {
            return Naming.of(names, Optional.empty());
        }
    }

    private static List<Model> models() throws IOException {
        return Files.readAllLines(Path.of("src", "test", "oracle", "stack_names.tsv")).stream()
                .map(Model::of)
                .toList();
    }

    private static Model model(String type, String kind) throws IOException {
        return models().stream()
                .filter(model -> model.type().equals(type) && model.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @TestFactory
    Stream<DynamicTest> everyModelHasTheStacksOfItsConfiguration() throws IOException {
        return models().stream()
                .map(
                        model ->
                                DynamicTest.dynamicTest(
                                        model.type() + ", " + model.kind(), () -> check(model)));
    }

    private static void check(Model model) {
        Naming naming = model.naming();
        assertThat(naming.layersOfStacks()).containsExactlyEntriesOf(model.stacks());
        assertThat(naming.layers())
                .isEqualTo(model.stacks().values().stream().mapToInt(n -> n).sum());
        eachLayerHasOnePath(model, naming);
        prefixesChangeNothing(model, naming);
        whatWasNotGivenIsPlacedAlike(model, naming);
        if (model.stacks().size() == 1) {
            assertThat(model.names()).allMatch(name -> naming.place(name).stack().isEmpty());
        }
    }

    /// A row that adds the layers of two modules would be wrong silently.
    private static void eachLayerHasOnePath(Model model, Naming naming) {
        Map<String, TreeSet<String>> paths = new TreeMap<>();
        for (String name : model.names()) {
            Placement place = naming.place(name);
            if (place.layer().isPresent()) {
                paths.computeIfAbsent(place.layerLabel().orElseThrow(), _ -> new TreeSet<>())
                        .add(place.stripped().replaceFirst("\\.\\d+\\..*", ""));
            }
        }
        assertThat(paths).allSatisfy((label, of) -> assertThat(of).hasSize(1));
    }

    private static void prefixesChangeNothing(Model model, Naming naming) {
        for (String tool : List.of("module.", "base_model.model.", "_orig_mod.")) {
            Naming wrapped =
                    Naming.of(model.names().stream().map(tool::concat).toList(), Optional.empty());
            for (String name : model.names()) {
                assertThat(wrapped.place(tool + name)).isEqualTo(naming.place(name));
            }
        }
    }

    private static void whatWasNotGivenIsPlacedAlike(Model model, Naming naming) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < model.names().size(); i++) {
            if (i % 7 != 3) {
                some.add(model.names().get(i));
            }
        }
        Naming ofSome = Naming.of(some, Optional.empty());
        for (String name : model.names()) {
            assertThat(ofSome.place(name).stack()).as(name).isEqualTo(naming.place(name).stack());
            assertThat(ofSome.place(name).layer()).isEqualTo(naming.place(name).layer());
        }
    }

    private static String kinds(Model model, String stack, boolean inLayers) {
        Naming naming = model.naming();
        return model.names().stream()
                .map(naming::place)
                .filter(place -> place.stack().equals(stack))
                .filter(place -> place.layer().isPresent() == inLayers)
                .map(Placement::kind)
                .distinct()
                .sorted()
                .map(ModuleKind::id)
                .collect(Collectors.joining(" "));
    }

    @Test
    void theLanguageStackOfAVisionModelHasLlamasKinds() throws IOException {
        for (String type :
                List.of(
                        "LlavaForConditionalGeneration",
                        "Gemma3ForConditionalGeneration",
                        "PaliGemmaForConditionalGeneration",
                        "Mistral3ForConditionalGeneration",
                        "Qwen2_5_VLForConditionalGeneration")) {
            for (String kind : List.of("file", "module")) {
                Model model = model(type, kind);
                assertThat(kinds(model, "language", true)).as(type).isEqualTo(LLAMA);
                assertThat(kinds(model, "language", false)).as(type).startsWith("norm embedding");
                assertThat(model.naming().known()).isTrue();
                assertThat(model.naming().architecture()).endsWith(" (language)");
            }
        }
        assertThat(kinds(model("Idefics3ForConditionalGeneration", "file"), "text", true))
                .isEqualTo(LLAMA);
    }

    @Test
    void theVisionTowerHasTheSameKindsWhereItDoesTheSameWork() throws IOException {
        assertThat(kinds(model("LlavaForConditionalGeneration", "file"), "vision", true))
                .isEqualTo("q_proj k_proj v_proj o_proj fc1 fc2 norm");
        assertThat(kinds(model("Mistral3ForConditionalGeneration", "file"), "vision", true))
                .isEqualTo(LLAMA);
        assertThat(kinds(model("Qwen2_5_VLForConditionalGeneration", "file"), "visual", true))
                .isEqualTo("qkv_proj o_proj gate_proj up_proj down_proj norm");
        assertThat(kinds(model("MllamaForConditionalGeneration", "file"), "vision", true))
                .isEqualTo("q_proj k_proj v_proj o_proj fc1 fc2 norm");
    }

    @Test
    void encoderAndDecoderCallTheSameModuleTheSame() throws IOException {
        Model t5 = model("T5ForConditionalGeneration", "file");
        assertThat(kinds(t5, "encoder", true))
                .isEqualTo(
                        "SelfAttention.k SelfAttention.o SelfAttention.q"
                                + " SelfAttention.relative_attention_bias SelfAttention.v"
                                + " DenseReluDense.wi DenseReluDense.wo layer_norm");
        assertThat(kinds(t5, "decoder", true)).contains("SelfAttention.q", "EncDecAttention.q");
        assertThat(kinds(t5, "encoder", false)).isEqualTo("norm");
        assertThat(kinds(t5, "", false)).isEqualTo("embedding");
        assertThat(t5.naming().place("encoder.block.1.layer.1.DenseReluDense.wo.weight").kind())
                .extracting(ModuleKind::family)
                .isEqualTo(ModuleFamily.FEED_FORWARD);
        Model whisper = model("WhisperForConditionalGeneration", "file");
        for (String stack : List.of("encoder", "decoder")) {
            assertThat(kinds(whisper, stack, true))
                    .contains("self_attn.q_proj", "fc1", "final_layer_norm");
            assertThat(kinds(whisper, stack, false)).contains("norm embedding");
        }
        Model both = model("EncoderDecoderModel", "file");
        assertThat(kinds(both, "encoder", true))
                .isEqualTo("query key value attention.output intermediate output norm");
        assertThat(kinds(both, "decoder", true)).contains("query key value attention.output");
    }

    @Test
    void eachStackHasItsOwnEmbeddingNormAndHead() throws IOException {
        Model clip = model("CLIPModel", "file");
        assertThat(kinds(clip, "vision", false)).isEqualTo("norm embedding visual_projection");
        assertThat(kinds(clip, "text", false)).isEqualTo("norm embedding text_projection");
        assertThat(kinds(clip, "", false)).isEqualTo("logit_scale");
        Model siglip = model("SiglipModel", "file");
        assertThat(kinds(siglip, "vision", false)).isEqualTo("norm embedding head");
        assertThat(kinds(model("Qwen2_5_VLForConditionalGeneration", "file"), "language", false))
                .isEqualTo("norm embedding head");
        assertThat(kinds(model("LlavaForConditionalGeneration", "module"), "language", false))
                .isEqualTo("norm embedding head");
        assertThat(kinds(model("MllamaForConditionalGeneration", "file"), "vision", false))
                .isEqualTo("norm embedding");
    }
}
