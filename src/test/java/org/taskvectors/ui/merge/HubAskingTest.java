package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.AskedModels;
import org.taskvectors.ui.Merges;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Merges of models on a hub: nothing is asked before a person says so.
class HubAskingTest {
    private static final Path SAMPLE = Path.of("assets/sample").toAbsolutePath();

    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private TestHub hub;
    private HubModels models;

    @BeforeEach
    void serve() throws IOException {
        hub = TestHub.start();
        hub.serve("me/base", SAMPLE.resolve("base"));
        hub.serve("me/sst2", SAMPLE.resolve("sst2"));
        models = hub.models(folder.resolve("cache"));
        place.named = new AskedModels(models);
    }

    @AfterEach
    void close() throws IOException {
        place.close();
        models.close();
        hub.close();
    }

    @Test
    void aRecipeIsReadOnceItIsAskedFor() throws IOException {
        place.files =
                List.of(
                        Files.writeString(
                                folder.resolve("half.yml"),
                                """
                                merge_method: linear
                                models:
                                  - model: me/base
                                    parameters: {weight: 0.5}
                                  - model: me/sst2@main
                                    parameters: {weight: 0.5}
                                """));
        MergeViewModel merge =
                new MergeViewModel(
                        place.context(),
                        new Merges("Program 1", place.context().profiles()),
                        _ -> {});
        merge.inSight();
        merge.opening().choose();
        place.until(() -> merge.checkedProperty().get().isPresent());
        place.until(() -> place.jobs().unfinished().isEmpty());
        place.settle();
        assertThat(merge.checkedProperty().get().orElseThrow().asksHub()).isTrue();
        assertThat(merge.wrong()).contains("me/base", "nothing is asked");
        assertThat(hub.asked()).isZero();

        assertThat(merge.opening().noteProperty().get()).contains("me/base");

        merge.askHub();
        place.until(() -> merge.wrong().isEmpty());
        // It becomes the form that it would have been at once.
        place.until(() -> !merge.choices().askingProperty().get().isWritten());
        assertThat(merge.opening().noteProperty().get()).isEmpty();
        assertThat(merge.choices().items())
                .extracting(FileItem::path)
                .hasToString("[hf:me/base, hf:me/sst2@main]");
        assertThat(hub.asked()).isPositive();
        assertThat(place.errors).isEmpty();
        merge.close();
    }
}
