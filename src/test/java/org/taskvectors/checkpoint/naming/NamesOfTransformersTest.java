package org.taskvectors.checkpoint.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.checkpoint.ModelConfig;

/// The names that transformers itself gives to the tensors of its models; made by
/// `src/test/oracle/tensor_names.py`.
class NamesOfTransformersTest {

    private static final Map<String, String> LABELS =
            Map.of(
                    "llama", "Llama",
                    "mistral", "Mistral",
                    "gemma2", "Gemma 2",
                    "qwen2", "Qwen 2",
                    "gpt2", "GPT-2",
                    "bert", "BERT",
                    "distilbert", "DistilBERT");

    private static final List<String> TOOLS =
            List.of(
                    "model.",
                    "base_model.model.",
                    "module.",
                    "_orig_mod.",
                    "module._orig_mod.",
                    "_orig_mod.base_model.model.");

    /// A model of transformers.
    private record Model(
            String type, String modelType, String tied, int layers, List<String> names) {
        static Model of(String line) {
            String[] cells = line.split("\t");
            return new Model(
                    cells[0],
                    cells[1],
                    cells[2],
                    Integer.parseInt(cells[3]),
                    List.of(cells[4].split(" ")));
        }

        Optional<ModelConfig> config() {
            return Optional.of(
                    Configs.of(
                            type,
                            modelType,
                            tied.equals("-")
                                    ? Optional.empty()
                                    : Optional.of(Boolean.parseBoolean(tied))));
        }

        Tying tying() {
            boolean languageHead =
                    type.endsWith("ForCausalLM")
                            || type.endsWith("LMHeadModel")
                            || type.endsWith("ForMaskedLM");
            return !languageHead
                    ? Tying.NO_HEAD
                    : tied.equals("true") ? Tying.HEAD_NOT_STORED : Tying.UNTIED;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyNameIsKnown() throws IOException {
        return Files.readAllLines(Path.of("src", "test", "oracle", "tensor_names.tsv")).stream()
                .map(Model::of)
                .map(
                        model ->
                                DynamicTest.dynamicTest(
                                        model.type() + ", tied " + model.tied(),
                                        () -> check(model)));
    }

    private static void check(Model model) {
        Naming naming = Naming.of(model.names(), model.config());

        assertThat(naming.architecture()).isEqualTo(LABELS.get(model.modelType()));
        assertThat(naming.layers()).isEqualTo(model.layers());
        assertThat(naming.tying()).isEqualTo(model.tying());
        assertThat(naming.tied()).isEmpty();
        assertThat(model.names()).allMatch(name -> naming.place(name).known());
        assertThat(Naming.of(model.names(), Optional.empty()).known()).isTrue();
        for (String tool : TOOLS) {
            List<String> wrapped = model.names().stream().map(tool::concat).toList();
            Naming same = Naming.of(wrapped, model.config());
            for (String name : model.names()) {
                assertThat(same.place(tool + name)).isEqualTo(naming.place(name));
            }
        }
    }
}
