package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.TestCheckpoint;

class MovedFilesTest {
    @TempDir private Path folder;

    private static FileItem item(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            return new FileItem(
                            path.toString(),
                            path,
                            "name",
                            Role.BASE,
                            Optional.empty(),
                            Optional.empty())
                    .withContent(Optional.of(ContentId.of(checkpoint)));
        }
    }

    private MovedFiles.Found search(Path root, MovedFiles.Limits limits, FileItem... items)
            throws CancelledException {
        return MovedFiles.search(
                root, List.of(items), Set.of(), limits, new Progress(), new Cancellation());
    }

    @Test
    void aRenamedFileIsFoundAmongOthersOfItsSize() throws Exception {
        FileItem item = item(TestCheckpoint.llama(folder.resolve("a/x.safetensors"), 1));
        TestCheckpoint.llama(folder.resolve("b/c/other.safetensors"), 2);
        Path moved = Files.move(item.path(), folder.resolve("b/c/entirely different.safetensors"));
        MovedFiles.Found found = search(folder, MovedFiles.Limits.CHOSEN, item);
        assertThat(found.places()).containsOnly(java.util.Map.entry(item.id(), moved));
        assertThat(found.wasCut()).isFalse();
    }

    @Test
    void aFolderIsFoundAsAFolderAndAnIndexAsAnIndex() throws Exception {
        Path model = folder.resolve("model");
        TestCheckpoint.write(model.resolve("model-00001-of-00002.safetensors"), 1, "a:4", "b:3");
        TestCheckpoint.write(model.resolve("model-00002-of-00002.safetensors"), 2, "c:5");
        Path index =
                Files.writeString(
                        model.resolve("model.safetensors.index.json"),
                        "{\"metadata\":{},\"weight_map\":{"
                                + "\"a\":\"model-00001-of-00002.safetensors\","
                                + "\"b\":\"model-00001-of-00002.safetensors\","
                                + "\"c\":\"model-00002-of-00002.safetensors\"}}");
        FileItem whole = item(model);
        FileItem byIndex = item(index);
        Path moved = Files.move(model, folder.resolve("renamed"));
        assertThat(search(folder, MovedFiles.Limits.NEARBY, whole, byIndex).places())
                .containsEntry(whole.id(), moved)
                .containsEntry(byIndex.id(), moved.resolve("model.safetensors.index.json"));
    }

    /// A model whose index names shards in folders below its own.
    private static Path sharded(Path model, long seed) throws IOException {
        TestCheckpoint.write(model.resolve("parts/1/a.safetensors"), seed, "a:4", "b:3");
        TestCheckpoint.write(model.resolve("parts/2/b.safetensors"), seed + 1, "c:5");
        return Files.writeString(
                model.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"parts/1/a.safetensors\",\"b\":\"parts/1/a.safetensors\","
                        + "\"c\":\"parts/2/b.safetensors\"}}");
    }

    @Test
    void aModelWhoseShardsLieInFoldersBelowItIsFound() throws Exception {
        Path model = folder.resolve("model");
        FileItem byIndex = item(sharded(model, 1));
        FileItem whole = item(model);
        sharded(folder.resolve("another of the same sizes"), 9);
        Path moved = folder.resolve("deep/er/renamed");
        Files.createDirectories(moved.getParent());
        Files.move(model, moved);
        assertThat(search(folder, MovedFiles.Limits.CHOSEN, whole, byIndex).places())
                .containsEntry(whole.id(), moved)
                .containsEntry(byIndex.id(), moved.resolve("model.safetensors.index.json"))
                .hasSize(2);
    }

    @Test
    void aModelOfWhichAShardIsAbsentIsNotFound() throws Exception {
        Path model = folder.resolve("model");
        sharded(model, 1);
        FileItem item = item(model);
        Path moved = Files.move(model, folder.resolve("renamed"));
        Files.delete(moved.resolve("parts/2/b.safetensors"));
        assertThat(search(folder, MovedFiles.Limits.CHOSEN, item).places()).isEmpty();
    }

    @Test
    void aPlaceThatAnotherItemHasIsLeftToIt() throws Exception {
        FileItem item = item(TestCheckpoint.llama(folder.resolve("a.safetensors"), 1));
        Path copy = Files.move(item.path(), folder.resolve("copy.safetensors"));
        MovedFiles.Found found =
                MovedFiles.search(
                        folder,
                        List.of(item),
                        Set.of(copy),
                        MovedFiles.Limits.CHOSEN,
                        new Progress(),
                        new Cancellation());
        assertThat(found.places()).isEmpty();
    }

    @Test
    void theSearchEndsAtItsLimitsAndSaysSo() throws Exception {
        FileItem item = item(TestCheckpoint.llama(folder.resolve("a.safetensors"), 1));
        Path deep = folder.resolve("1/2/3/4");
        Files.createDirectories(deep);
        Files.move(item.path(), deep.resolve("a.safetensors"));
        assertThat(search(folder, new MovedFiles.Limits(3, 100), item))
                .isEqualTo(new MovedFiles.Found(java.util.Map.of(), 4, true));
        assertThat(search(folder, new MovedFiles.Limits(9, 3), item).wasCut()).isTrue();
        assertThat(search(folder, new MovedFiles.Limits(4, 100), item).places()).hasSize(1);
    }

    @Test
    void itCanBeCancelled() throws Exception {
        FileItem item = item(TestCheckpoint.llama(folder.resolve("a.safetensors"), 1));
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThatThrownBy(
                        () ->
                                MovedFiles.search(
                                        folder,
                                        List.of(item),
                                        Set.of(),
                                        MovedFiles.Limits.CHOSEN,
                                        new Progress(),
                                        cancelled))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void theNearestFolderThatIsStillThereIsNearby() throws Exception {
        FileItem item = item(TestCheckpoint.llama(folder.resolve("a/b/x.safetensors"), 1));
        Files.move(folder.resolve("a"), folder.resolve("z"));
        assertThat(MovedFiles.nearby(item)).contains(folder);
        assertThat(search(folder, MovedFiles.Limits.NEARBY, item).places())
                .containsValue(folder.resolve("z/b/x.safetensors"));
    }
}
