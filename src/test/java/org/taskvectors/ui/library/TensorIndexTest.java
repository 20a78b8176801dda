package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.shell.FinderWords;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The names of all tensors of a workspace, for the command finder.
class TensorIndexTest {
    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);

    @AfterEach
    void close() {
        place.close();
    }

    private void add(String id, Path file) {
        FileItem item = new FileItem(id, file, id, Role.TUNED, Optional.empty(), Optional.empty());
        place.workspace.update(state -> state.withItem(item));
        place.settle();
    }

    private Path llama(String name) {
        return TestCheckpoint.llama(folder.resolve(name + ".safetensors"), 1);
    }

    private TensorIndex.Hits find(TensorIndex index, String text) {
        return index.find(FinderWords.of(text), 20);
    }

    private List<String> named(TensorIndex.Hits hits) {
        return hits.best().stream().map(hit -> hit.item().name() + " " + hit.name()).toList();
    }

    private void read(TensorIndex index) {
        index.prepare();
        place.until(() -> !index.note().startsWith("reading"));
    }

    @Test
    void tensorsOfAllCheckpointsAreFoundWithoutOpeningThem() {
        add("sst2 run", llama("a"));
        add("mnli run", llama("b"));
        TensorIndex index = new TensorIndex(place.context());
        assertThat(index.note()).isEqualTo("reading the names of 2 checkpoints…");
        read(index);
        assertThat(index.note()).isEmpty();
        assertThat(named(find(index, "q_proj layers.0")))
                .containsExactly(
                        "sst2 run model.layers.0.self_attn.q_proj.weight",
                        "mnli run model.layers.0.self_attn.q_proj.weight");
    }

    @Test
    void aCheckpointsNameNarrowsItsTensors() {
        add("sst2 run", llama("a"));
        add("mnli run", llama("b"));
        TensorIndex index = new TensorIndex(place.context());
        read(index);
        assertThat(named(find(index, "SST2 q_proj layers.0")))
                .containsExactly("sst2 run model.layers.0.self_attn.q_proj.weight");
        assertThat(find(index, "sst2").count()).as("names a checkpoint, no tensor").isZero();
        assertThat(find(index, "sst2 no_such_proj").count()).isZero();
    }

    @Test
    void countsMoreThanItShows() {
        add("one", llama("a"));
        TensorIndex index = new TensorIndex(place.context());
        read(index);
        TensorIndex.Hits hits = index.find(FinderWords.of("weight"), 3);
        assertThat(hits.best()).hasSize(3);
        assertThat(hits.count()).isGreaterThan(3);
    }

    @Test
    void whatArrivesLaterIsReadAndWhatGoesIsForgotten() {
        add("one", llama("a"));
        TensorIndex index = new TensorIndex(place.context());
        int[] changes = {0};
        index.onChange(() -> changes[0]++);
        read(index);
        assertThat(changes[0]).isPositive();
        add("two", llama("b"));
        place.until(() -> find(index, "q_proj layers.0").count() == 2);
        place.workspace.update(state -> state.without("one"));
        place.settle();
        assertThat(named(find(index, "q_proj layers.0")))
                .containsExactly("two model.layers.0.self_attn.q_proj.weight");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        Path broken = folder.resolve("broken.safetensors");
        Files.writeString(broken, "no header");
        add("broken", broken);
        add("one", llama("a"));
        TensorIndex index = new TensorIndex(place.context());
        read(index);
        assertThat(index.note()).isEqualTo("tensors of 1 checkpoint cannot be read");
        assertThat(find(index, "q_proj").count()).isPositive();
    }

    @Test
    void whatIsTooLargeToKeepIsSaid() {
        add("one", llama("a"));
        add("same", llama("b"));
        TensorIndex index = new TensorIndex(place.context(), 3);
        read(index);
        assertThat(index.note()).isEqualTo("2 checkpoints with too many tensors left out");
        assertThat(find(index, "q_proj").count()).isZero();
    }

    /// Half a million different names in a fraction of the time that a person notices; the limit is
    /// wide, for a machine that others use.
    @Test
    void manyNamesAreSearchedAtOnce() {
        List<String> names =
                IntStream.range(0, 500_000)
                        .mapToObj(
                                i ->
                                        "model.layers."
                                                + i / 200
                                                + ".mlp.experts."
                                                + i % 200
                                                + ".down_proj.weight")
                        .toList();
        FinderWords words = FinderWords.of("experts.7 layers.3 down");
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            TensorIndex.Matches matches = TensorIndex.Matches.of(names, words, words, 14);
            best = Math.min(best, System.nanoTime() - begin);
            assertThat(matches.rank(0).stream().map(names::get))
                    .containsExactly("model.layers.3.mlp.experts.7.down_proj.weight");
            assertThat(matches.rank(1)).hasSize(14);
        }
        assertThat(best / 1_000_000).as("milliseconds").isLessThan(500);
    }
}
