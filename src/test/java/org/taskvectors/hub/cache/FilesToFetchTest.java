package org.taskvectors.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;

/// Which files of a repository a model needs, on lists of files as repositories have them.
class FilesToFetchTest {
    private static FilesToFetch of(String... names) {
        return FilesToFetch.of(
                Arrays.stream(names)
                        .map(name -> new RemoteFile(name, 10, "0".repeat(40), Optional.empty()))
                        .toList());
    }

    private static List<String> chosen(FilesToFetch files) {
        return files.chosen().stream().map(RemoteFile::path).toList();
    }

    private static String reason(FilesToFetch files, String name) {
        FilesToFetch.Row row =
                files.rows().stream()
                        .filter(one -> one.file().path().equals(name))
                        .findFirst()
                        .orElseThrow();
        assertThat(row.isChosen()).isFalse();
        return row.reason();
    }

    @Test
    void shardsWithTheirIndexAndNothingOfOtherFormats() {
        FilesToFetch files =
                of(
                        ".gitattributes",
                        "LICENSE",
                        "README.md",
                        "USE_POLICY.md",
                        "chat_template.jinja",
                        "config.json",
                        "generation_config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json",
                        "onnx/model.onnx",
                        "original/consolidated.00.pth",
                        "original/params.json",
                        "pytorch_model-00001-of-00002.bin",
                        "pytorch_model-00002-of-00002.bin",
                        "pytorch_model.bin.index.json",
                        "special_tokens_map.json",
                        "tf_model.h5",
                        "tokenizer.json",
                        "tokenizer.model",
                        "tokenizer_config.json",
                        "training_args.bin");

        assertThat(chosen(files))
                .containsExactly(
                        "LICENSE",
                        "README.md",
                        "USE_POLICY.md",
                        "chat_template.jinja",
                        "config.json",
                        "generation_config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json",
                        "special_tokens_map.json",
                        "tokenizer.json",
                        "tokenizer.model",
                        "tokenizer_config.json");
        assertThat(files.bytes()).isEqualTo(130);
        assertThat(reason(files, "pytorch_model-00001-of-00002.bin"))
                .isEqualTo("the same weights in another format");
        assertThat(reason(files, "original/params.json"))
                .isEqualTo("the same model in its makers' own layout");
        assertThat(reason(files, "onnx/model.onnx")).isEqualTo("a format of other programs");
        assertThat(reason(files, "training_args.bin")).isEqualTo("state of a training");
        assertThat(files.notes()).isEmpty();
    }

    @Test
    void pytorchWhereThereIsNothingElse() {
        assertThat(
                        chosen(
                                of(
                                        "config.json",
                                        "flax_model.msgpack",
                                        "pytorch_model.bin",
                                        "vocab.txt",
                                        "optimizer.pt")))
                .containsExactly("config.json", "pytorch_model.bin", "vocab.txt");
    }

    @Test
    void oneFileBeforeShardsAndPlainBeforeVariants() {
        FilesToFetch files =
                of(
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.fp16.safetensors",
                        "model.safetensors",
                        "model.safetensors.index.json");

        assertThat(chosen(files)).containsExactly("model.safetensors");
        assertThat(reason(files, "model.fp16.safetensors"))
                .isEqualTo("another precision of the same weights");
        assertThat(reason(files, "model-00001-of-00002.safetensors"))
                .isEqualTo("the same weights in another format");
    }

    @Test
    void anAdapterWithItsConfiguration() {
        assertThat(
                        chosen(
                                of(
                                        "adapter_config.json",
                                        "adapter_model.bin",
                                        "adapter_model.safetensors",
                                        "checkpoint-500/adapter_model.safetensors",
                                        "checkpoint-500/optimizer.pt",
                                        "tokenizer.json")))
                .containsExactly(
                        "adapter_config.json", "adapter_model.safetensors", "tokenizer.json");
    }

    @Test
    void consolidatedOnlyWhereItIsAlone() {
        assertThat(chosen(of("consolidated.safetensors", "params.json", "tekken.json")))
                .containsExactly("consolidated.safetensors", "params.json", "tekken.json");
        assertThat(chosen(of("consolidated.safetensors", "model.safetensors")))
                .containsExactly("model.safetensors");
        assertThat(chosen(of("consolidated.00.pth", "consolidated.01.pth", "params.json")))
                .containsExactly("consolidated.00.pth", "consolidated.01.pth", "params.json");
    }

    @Test
    void filesOfLlamaCppAreAChoice() throws Failure {
        FilesToFetch files =
                of(
                        "README.md",
                        "model-Q4_K_M.gguf",
                        "model-Q8_0-00001-of-00002.gguf",
                        "model-Q8_0-00002-of-00002.gguf");

        assertThat(files.notes()).anyMatch(note -> note.contains("2 files of llama.cpp"));
        assertThatThrownBy(files::requireChoice)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problem())
                                        .isEqualTo(CacheProblem.NOTHING_CHOSEN))
                .hasMessageContaining("model-Q4_K_M.gguf (10 bytes)");

        FilesToFetch some = files.matching(List.of("*Q8_0*"));
        some.requireChoice();
        assertThat(chosen(some))
                .containsExactly(
                        "model-Q8_0-00001-of-00002.gguf", "model-Q8_0-00002-of-00002.gguf");
    }

    @Test
    void theOnlyFileOfLlamaCppIsChosenAndOneBesideTheModelIsNot() {
        assertThat(chosen(of("README.md", "model.gguf")))
                .containsExactly("README.md", "model.gguf");
        assertThat(chosen(of("model.gguf", "model.safetensors")))
                .containsExactly("model.safetensors");
    }

    @Test
    void aPipelineIsItsFolders() {
        assertThat(
                        chosen(
                                of(
                                        "model_index.json",
                                        "scheduler/scheduler_config.json",
                                        "text_encoder/config.json",
                                        "text_encoder/model.fp16.safetensors",
                                        "text_encoder/model.safetensors",
                                        "text_encoder/pytorch_model.bin",
                                        "unet/config.json",
                                        "unet/diffusion_pytorch_model.safetensors")))
                .containsExactly(
                        "model_index.json",
                        "scheduler/scheduler_config.json",
                        "text_encoder/config.json",
                        "text_encoder/model.safetensors",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.safetensors");
    }

    @Test
    void shardsThatTheRepositoryLacksAreNamed() {
        assertThat(of("model-00001-of-00003.safetensors").notes())
                .containsExactly("of model 2 shards of 3 are not in the repository");
    }

    @Test
    void aPersonChoosesOtherwise() throws Failure {
        FilesToFetch files = of("config.json", "modeling.py", "model.safetensors");

        assertThat(chosen(files.with("modeling.py", true).with("config.json", false)))
                .containsExactly("model.safetensors", "modeling.py");
        assertThat(chosen(files.matching(List.of("*.py", "conf?g.[jx]son"))))
                .containsExactly("config.json", "modeling.py");
        assertThatThrownBy(() -> files.matching(List.of("*.gguf")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no file of the repository is called *.gguf");
    }
}
