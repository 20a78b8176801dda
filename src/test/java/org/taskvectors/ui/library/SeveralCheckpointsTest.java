package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Folders that hold several checkpoints.
class SeveralCheckpointsTest {
    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private Opener opener;
    private LibraryViewModel library;

    @BeforeEach
    void make() {
        AppContext context = place.context();
        opener =
                new Opener(
                        context.background(),
                        place.workspace,
                        context.navigation(),
                        context.named());
        library =
                new LibraryViewModel(
                        context,
                        opener,
                        new SampleOpener(context, Optional.empty()),
                        new LoraViewModel(context, place.core()),
                        new ApplyViewModel(context, place.core()));
    }

    @AfterEach
    void close() {
        place.close();
    }

    private List<Path> open() {
        opener.open(List.of(folder));
        place.until(() -> place.jobs().unfinished().isEmpty());
        place.until(() -> !place.errors.isEmpty() || library.noticeProperty().get().isPresent());
        return place.workspace.state().files().stream().map(FileItem::path).toList();
    }

    @Test
    void filesSideBySideAreACardEach() {
        Path mnli = TestCheckpoint.llama(folder.resolve("mnli.safetensors"), 1);
        Path sst2 = TestCheckpoint.llama(folder.resolve("sst2.safetensors"), 2);

        assertThat(open()).containsExactly(mnli, sst2);
        assertThat(place.errors).isEmpty();
        assertThat(library.noticeProperty().get().orElseThrow().text()).contains("2 checkpoints");
    }

    @Test
    void whatCannotBeOpenedAmongThemIsNamed() throws IOException {
        TestCheckpoint.llama(folder.resolve("a/model.safetensors"), 1);
        TestCheckpoint.llama(folder.resolve("b/model.safetensors"), 2);
        Path damaged = folder.resolve("c/model.safetensors");
        Files.createDirectories(damaged.getParent());
        byte[] bytes = Files.readAllBytes(folder.resolve("a/model.safetensors"));
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 8));

        assertThat(open()).containsExactly(folder.resolve("a"), folder.resolve("b"));
        Notice notice = library.noticeProperty().get().orElseThrow();
        assertThat(notice.isWarning()).isTrue();
        assertThat(notice.text()).contains("3 checkpoints", "1 could not be opened: c:");
    }

    @Test
    void aFolderWithNothingInItIsRefused() {
        assertThat(open()).isEmpty();
        assertThat(place.errors).hasSize(1);
    }
}
