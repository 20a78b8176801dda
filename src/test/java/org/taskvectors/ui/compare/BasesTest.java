package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.taskvectors.vector.Identity;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class BasesTest {
    private static final Identity LLAMA = new Identity("base", "aabbccdd");
    private static final Identity OTHER = new Identity("base", "11223344");

    @Test
    void aFingerprintIsSurerThanAName() {
        Map<String, BaseOf> bases =
                of(
                        Map.of("a", LLAMA, "b", OTHER, "c", LLAMA),
                        vector("a"),
                        vector("b"),
                        vector("c"));
        assertThat(bases.get("a")).isEqualTo(bases.get("c")).isNotEqualTo(bases.get("b"));
        assertThat(bases.get("a").heading()).isEqualTo("on base (aabbcc)");
        assertThat(bases.get("b").heading()).isEqualTo("on base (112233)");
    }

    @Test
    void anAdapterStandsWithTheVectorsOfTheBaseThatItIsPairedWith() {
        FileItem base = item("llama", Role.BASE);
        Map<String, BaseOf> bases =
                of(
                        Map.of("a", LLAMA),
                        base,
                        vector("a").withBase(Optional.of("llama")),
                        item("lora", Role.ADAPTER).withBase(Optional.of("llama")));
        assertThat(bases.get("lora")).isEqualTo(bases.get("a"));
        assertThat(bases.get("lora").heading()).isEqualTo("on llama");
        assertThat(bases.get("lora").isKnown()).isTrue();
    }

    @Test
    void aNameAloneIsNotSure() {
        Map<String, BaseOf> bases =
                of(Map.of(), adapter("a", "meta-llama/Llama-3"), adapter("b", "/models/llama-3/"));
        assertThat(bases.get("a").key()).isEqualTo(bases.get("b").key());
        assertThat(bases.get("a").isKnown()).isFalse();
    }

    @Test
    void whoseBaseIsNotKnownStandsInAGroupOfItsOwnAtTheEnd() {
        Map<String, BaseOf> bases =
                of(
                        Map.of("a", LLAMA, "c", OTHER),
                        vector("x"),
                        vector("a"),
                        vector("y"),
                        vector("c"));
        assertThat(bases.get("x").heading()).isEqualTo("base unknown");
        assertThat(Bases.grouped(List.of("x", "a", "y", "c"), bases::get))
                .containsExactly(List.of("a"), List.of("c"), List.of("x", "y"));
    }

    private static Map<String, BaseOf> of(Map<String, Identity> recorded, FileItem... items) {
        return Bases.of(
                WorkspaceState.EMPTY.withItems(Stream.of(items).toList()),
                id -> Optional.ofNullable(recorded.get(id)));
    }

    private static FileItem vector(String id) {
        return item(id, Role.VECTOR);
    }

    private static FileItem adapter(String id, String base) {
        return item(id, Role.ADAPTER)
                .withFacts(
                        new Facts(
                                "adapter folder",
                                "Llama",
                                1,
                                List.of(),
                                1,
                                1,
                                1,
                                1,
                                "",
                                base,
                                List.of()));
    }

    private static FileItem item(String id, Role role) {
        return new FileItem(id, Path.of(id), id, role, Optional.empty(), Optional.empty());
    }
}
