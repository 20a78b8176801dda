package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairingTest {
    private static Facts facts(String architecture, int layers, String on) {
        return new Facts(
                "x", architecture, 1, List.of("bfloat16"), 2, 1, layers, 1, "", on, List.of());
    }

    private static FileItem base(String path, String on) {
        return new FileItem(
                path,
                Path.of(path),
                "card " + path,
                Role.BASE,
                Optional.empty(),
                Optional.of(facts("Llama", 32, on)));
    }

    private static Optional<String> base(String names, FileItem... bases) {
        return Pairing.base(
                facts("Llama", 32, names),
                Role.ADAPTER,
                WorkspaceState.EMPTY.withItems(List.of(bases)));
    }

    @ParameterizedTest
    @CsvSource({
        "meta-llama/Llama-3.1-8B, /models/Llama-3.1-8B",
        "/home/me/checkpoints/llama-3.1-8b/, /models/Llama-3.1-8B",
        "meta-llama/Llama-3.1-8B," + " /c/hub/models--meta-llama--Llama-3.1-8B/snapshots/0a1b2c",
        "meta-llama/Llama-3.1-8B, /models/Llama-3.1-8B/model.safetensors",
        "meta-llama/Llama-3.1-8B, /models/Llama-3.1-8B/model.safetensors.index.json",
        "unsloth/llama-3.1-8b-unsloth-bnb-4bit, /models/Llama-3.1-8B",
        "unsloth/llama-3.1-8b-bnb-4bit, /models/Llama-3.1-8B",
        "C:\\models\\Llama-3.1-8B, /models/Llama-3.1-8B",
        "Llama-3.1-8B, /gguf/Llama-3.1-8B-Q4_K_M.gguf",
    })
    void aBaseIsKnownByTheNameThatItIsGiven(String names, String path) {
        FileItem other = base("/models/Llama-3.1-8B-Instruct", "");
        assertThat(base(names, other, base(path, ""))).contains(path);
    }

    @Test
    void theExactNameGoesBeforeOneThatDiffersInQuantisation() {
        FileItem full = base("/m/Llama-3.1-8B", "");
        FileItem four = base("/m/Llama-3.1-8B-bnb-4bit", "");
        assertThat(base("unsloth/Llama-3.1-8B-bnb-4bit", full, four)).contains(four.id());
        assertThat(base("meta-llama/Llama-3.1-8B", four, full)).contains(full.id());
    }

    @Test
    void whatABaseSaysOfItselfCounts() {
        FileItem renamed = base("/m/my-llama", "meta-llama/Llama-3.1-8B");
        FileItem other = base("/m/other", "");
        assertThat(base("meta-llama/Llama-3.1-8B", other, renamed)).contains(renamed.id());
    }

    @Test
    void withoutANameTheOnlyOneOfItsKindIsGuessedAndOfTwoNone() {
        assertThat(base("", base("/m/a", ""))).contains("/m/a");
        assertThat(base("", base("/m/a", ""), base("/m/b", ""))).isEmpty();
    }

    @Test
    void aBaseThatComesLaterIsPairedWithWhoNamesIt() {
        FileItem adapter =
                new FileItem(
                        "a",
                        Path.of("/adapters/sst2"),
                        "sst2",
                        Role.ADAPTER,
                        Optional.empty(),
                        Optional.of(facts("Llama", 32, "meta-llama/Llama-3.1-8B")));
        FileItem base = base("/models/Llama-3.1-8B", "");
        WorkspaceState state = WorkspaceState.EMPTY.withItem(adapter).withItem(base);
        assertThat(Pairing.withNewBase(state, base).file("a").flatMap(FileItem::base))
                .contains(base.id());
    }
}
