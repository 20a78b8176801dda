package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.ui.AskedModels;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.WorkspaceStore;

/// Recipes that name models on a hub, in the library: nothing is asked before a person says so, and
/// it rests after a new start.
class RecipesOnHubTest {
    private static final Path SAMPLE = Path.of("assets/sample").toAbsolutePath();

    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private TestHub hub;
    private HubModels models;
    private LibraryViewModel library;
    private Opener opener;
    private Path recipe = Path.of("");

    @BeforeEach
    void make() throws IOException {
        hub = TestHub.start();
        hub.serve("me/base", SAMPLE.resolve("base"));
        hub.serve("me/sst2", SAMPLE.resolve("sst2"));
        models = hub.models(folder.resolve("cache"));
        recipe =
                Files.writeString(
                        folder.resolve("half.yml"),
                        """
                        merge_method: linear
                        models:
                          - model: me/base
                            parameters: {weight: 0.5}
                          - model: me/sst2@main
                            parameters: {weight: 0.5}
                        """);
        place.named = new AskedModels(models);
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
    void close() throws IOException {
        place.close();
        models.close();
        hub.close();
    }

    private FileItem only() {
        assertThat(place.workspace.state().files()).hasSize(1);
        return place.workspace.state().files().getFirst();
    }

    private FileItem asked() {
        opener.open(List.of(recipe));
        place.until(() -> library.noticeProperty().get().isPresent());
        assertThat(place.errors).isEmpty();
        assertThat(place.workspace.state().files()).isEmpty();
        assertThat(hub.asked()).isZero();
        Notice notice = library.noticeProperty().get().orElseThrow();
        assertThat(notice.text())
                .contains("half.yml names 2 models on a hub: me/base, me/sst2@main")
                .contains("Nothing has been asked");
        notice.actions().getFirst().run().run();
        place.until(
                () ->
                        !place.workspace.state().files().isEmpty()
                                || library.noticeProperty().get().isPresent());
        assertThat(library.noticeProperty().get()).isEmpty();
        return only();
    }

    @Test
    void aPersonAsksTheHubForThem() throws IOException {
        FileItem item = asked();
        assertThat(item.said().reach().named()).containsOnlyKeys("me/base", "me/sst2@main");
        assertThat(item.facts()).isPresent();
        try (Checkpoint opened = place.workspace.state().located(item).open()) {
            assertThat(opened.tensors()).hasSize(92);
        }
    }

    @Test
    void theyRestAfterANewStart() throws IOException {
        asked();
        Path file = folder.resolve("workspace.json");
        WorkspaceStore.write(file, place.workspace.state());
        try (HubModels next = hub.models(folder.resolve("cache"))) {
            WorkspaceState again = WorkspaceStore.read(file, next.saved());
            FileItem item = again.files().getFirst();
            assertThat(HubActs.isOnHub(item)).isTrue();
            assertThat(HubActs.isResting(item)).isTrue();
            // What the first window still reads is none of the second one's requests.
            place.close();
            models.close();
            int before = hub.asked();
            assertThat(catchThrowable(() -> again.located(item).open().close()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("Ask the hub");
            assertThat(hub.asked()).isEqualTo(before);

            try (TestPlace second = new TestPlace(again)) {
                second.named = new AskedModels(next);
                AppContext context = second.context();
                new HubActs(context, new Refresher(context.background(), second.workspace))
                        .ask(again.files(), () -> {});
                second.until(() -> !HubActs.isResting(second.workspace.state().files().getFirst()));
                second.until(() -> second.jobs().unfinished().isEmpty());
                assertThat(second.errors).isEmpty();
                FileItem awake = second.workspace.state().files().getFirst();
                try (Checkpoint opened = second.workspace.state().located(awake).open()) {
                    assertThat(opened.tensors()).hasSize(92);
                }
            }
        }
    }
}
