package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtractPairTest {
    private static final FileItem BASE = item("base", Role.BASE, Optional.empty(), "");
    private static final FileItem SST2 = item("sst2", Role.TUNED, Optional.of("base"), "");
    private static final FileItem MNLI = item("mnli", Role.TUNED, Optional.of("base"), "");

    private static FileItem item(String id, Role role, Optional<String> base, String of) {
        Facts facts =
                new Facts("safetensors file", "Llama", 1, List.of(), 1, 1, 2, 3, of, "", List.of());
        return new FileItem(
                id,
                Path.of("/models", id, "model.safetensors"),
                id,
                role,
                base,
                Optional.of(facts));
    }

    private static FileItem vector(String id, String of, String base) {
        return item(id, Role.VECTOR, Optional.of(base), of);
    }

    private static WorkspaceState with(FileItem... items) {
        return WorkspaceState.EMPTY.withItems(List.of(items));
    }

    @Test
    void oneFineTuneWithItsBaseIsTheOneChoice() {
        assertThat(ExtractPair.only(with(BASE, SST2)))
                .contains(new ExtractPair(BASE.path(), SST2.path()));
    }

    @Test
    void twoLeaveAChoiceAndOneThatHasAVectorDoesNotCount() {
        assertThat(ExtractPair.only(with(BASE, SST2, MNLI))).isEmpty();
        assertThat(ExtractPair.only(with(BASE, SST2, MNLI, vector("τ", "MNLI", "base"))))
                .contains(new ExtractPair(BASE.path(), SST2.path()));
        assertThat(ExtractPair.only(with(BASE, SST2, vector("τ", "sst2", "base")))).isEmpty();
    }

    @Test
    void aVectorOfAnotherBaseIsNotItsVector() {
        FileItem other = item("other", Role.BASE, Optional.empty(), "");
        assertThat(ExtractPair.only(with(BASE, other, SST2, vector("τ", "sst2", "other"))))
                .isPresent();
    }

    @Test
    void withoutItsBaseThereIsNoPair() {
        assertThat(ExtractPair.only(with(SST2))).isEmpty();
        FileItem unpaired = item("x", Role.TUNED, Optional.empty(), "");
        assertThat(ExtractPair.only(with(BASE, unpaired))).isEmpty();
    }

    @Test
    void theWorkspaceKeepsBothSides() {
        WorkspaceState state = new ExtractPair(BASE.path(), SST2.path()).in(with(BASE, SST2));
        assertThat(state.choice(ExtractPair.BASE, "")).isEqualTo(BASE.path().toString());
        assertThat(state.choice(ExtractPair.TUNED, "")).isEqualTo(SST2.path().toString());
    }
}
