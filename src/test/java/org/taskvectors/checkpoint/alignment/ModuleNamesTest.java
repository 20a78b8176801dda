package org.taskvectors.checkpoint.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;

/// Names of files, against those that the models of transformers have
/// (src/test/oracle/alignment/make_layouts.py).
class ModuleNamesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/alignment");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gemma3",
                "llava",
                "qwen2_5_vl",
                "mllama",
                "gpt_neox",
                "vit",
                "bert",
                "t5",
                "llama"
            })
    void theBasesConfigurationSaysThem(String name) throws IOException {
        try (Reader text = Files.newBufferedReader(GOLDEN.resolve(name).resolve("config.json"))) {
            requireNames(name, ModelConfig.parse(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "llava", "qwen2_5_vl", "mllama", "bert", "t5", "llama"})
    void namesOfModelsThatSeeSayThemByThemselves(String name) throws IOException {
        requireNames(name, Optional.empty());
    }

    private static void requireNames(String name, Optional<ModelConfig> config) throws IOException {
        List<String> file = names(name, "file");
        List<String> module = names(name, "module");
        ModuleNames names = ModuleNames.of(file, config);
        assertThat(module).containsAll(file.stream().map(names::of).toList());
        assertThat(file.stream().map(names::of)).doesNotHaveDuplicates();
    }

    private static List<String> names(String name, String layout) throws IOException {
        try (Checkpoint checkpoint =
                Checkpoints.open(GOLDEN.resolve(name).resolve(layout + ".safetensors"))) {
            return checkpoint.tensors().stream().map(Tensor::name).toList();
        }
    }
}
