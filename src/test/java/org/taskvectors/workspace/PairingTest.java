package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairingTest {
    private static Facts facts(String architecture, int layers, String on) {
        return facts(architecture, layers, on, 64);
    }

    private static Facts facts(String architecture, int layers, String on, int width) {
        return new Facts(
                        "x",
                        architecture,
                        1,
                        List.of("bfloat16"),
                        2,
                        1,
                        layers,
                        1,
                        "",
                        on,
                        List.of())
                .withLayout(
                        new Layout(
                                Map.of(
                                        "layers.*.mlp.up_proj.weight 64 " + width,
                                        new Layout.Kind(layers, layers - 1, 64L * width))));
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

    /// A vector of 33 layers was called one of a base of 10, from the last part of a path.
    @Test
    void aNameAlonePairsNothing() {
        FileItem base = base("/models/base", "");
        for (Facts other :
                List.of(
                        facts("Llama", 33, "/train/base"),
                        facts("Llama", 32, "/train/base", 128),
                        facts("Llama", 32, "/train/base").withLayout(Layout.UNKNOWN))) {
            WorkspaceState state = WorkspaceState.EMPTY.withItems(List.of(base));
            assertThat(Pairing.base(other, Role.VECTOR, state)).isEmpty();
            FileItem vector =
                    new FileItem(
                            "v",
                            Path.of("/v"),
                            "v",
                            Role.VECTOR,
                            Optional.empty(),
                            Optional.of(other));
            WorkspaceState with = state.withItem(vector);
            assertThat(Pairing.withNewBase(with, base).file("v").flatMap(FileItem::base)).isEmpty();
            assertThat(Pairing.namesakeOf(vector, with)).contains(base);
        }
    }

    @Test
    void whatChangesSomeLayersAloneIsOneOfItsBase() {
        FileItem base = base("/models/base", "");
        WorkspaceState state = WorkspaceState.EMPTY.withItems(List.of(base));
        Facts some = facts("Llama", 8, "/train/base");

        assertThat(Pairing.base(some, Role.ADAPTER, state)).contains(base.id());
        assertThat(Pairing.base(some, Role.VECTOR, state)).contains(base.id());
        // A model of fewer layers is another model.
        assertThat(Pairing.base(some, Role.TUNED, state)).isEmpty();
    }

    /// An older version kept no names and shapes: once these are read, the item is paired.
    @Test
    void whatIsKnownLaterPairsLater() {
        FileItem base = base("/models/base", "");
        FileItem adapter =
                new FileItem(
                        "a",
                        Path.of("/a"),
                        "a",
                        Role.ADAPTER,
                        Optional.empty(),
                        Optional.of(facts("Llama", 32, "base")));
        FileItem unread = base.withFacts(facts("Llama", 32, "").withLayout(Layout.UNKNOWN));
        WorkspaceState before = WorkspaceState.EMPTY.withItems(List.of(adapter, unread));
        assertThat(Pairing.again(before, "a").file("a").flatMap(FileItem::base)).isEmpty();

        WorkspaceState read = before.changing(base.id(), _ -> base);

        assertThat(Pairing.again(read, base.id()).file("a").flatMap(FileItem::base))
                .contains(base.id());
        assertThat(Pairing.again(read, "a").file("a").flatMap(FileItem::base)).contains(base.id());
    }
}
