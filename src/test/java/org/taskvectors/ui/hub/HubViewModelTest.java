package org.taskvectors.ui.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.Job;
import org.taskvectors.ui.Hubs;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The panel's view model against a hub on this machine.
class HubViewModelTest {
    private static final String NAME = "org/name";

    @TempDir private Path folder;
    private TestPlace place;
    private TestHub hub;
    private HubModels models;
    private HubViewModel model;

    @BeforeEach
    void prepare() throws IOException {
        place = new TestPlace(WorkspaceState.EMPTY);
        Path source = Files.createDirectories(folder.resolve("source"));
        TestCheckpoint.llama(source.resolve("model.safetensors"), 1);
        Files.writeString(source.resolve("config.json"), "{}");
        Files.writeString(source.resolve("notes.txt"), "not needed");
        Files.write(source.resolve("pytorch_model.bin"), new byte[5_000]);
        hub = TestHub.start();
        hub.serve(NAME, source);
        models = hub.models(folder.resolve("cache"));
        model = new HubViewModel(place.context(), new Hubs(models));
    }

    @AfterEach
    void close() throws IOException {
        place.close();
        models.close();
        hub.close();
    }

    private void until(HubViewModel.State state) {
        place.until(() -> model.stateProperty().get() == state);
    }

    private void look(String name) {
        model.show(name);
        model.look();
        until(HubViewModel.State.LISTED);
    }

    private FileRow row(String name) {
        return model.files().rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Path fetched() {
        look(NAME);
        model.fetch();
        until(HubViewModel.State.FETCHED);
        place.until(() -> !place.opened.isEmpty());
        return place.opened.removeLast();
    }

    @Test
    void anItemThatWasReadFromTheHubIsReadFromTheCacheOnceItIsFetched() throws IOException {
        place.workspace.update(
                state ->
                        state.withItem(
                                new FileItem(
                                        "1",
                                        onHub(),
                                        "mine",
                                        Role.BASE,
                                        Optional.empty(),
                                        Optional.empty())));
        Path opened = fetched();
        assertThat(place.workspace.state().files())
                .extracting(FileItem::name, FileItem::path)
                .containsExactly(tuple("mine", opened));
    }

    private Path onHub() {
        try {
            return models.path("hf:" + NAME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hf:org/name, main branch of org/name",
        "org/name, main branch of org/name",
        "' org/name@v1 ', revision v1 of org/name",
        "https://huggingface.co/org/name/tree/main, main branch of org/name",
        "hf:org/name:a/b.gguf, a/b.gguf in the main branch of org/name",
        "hf:org/name@0123456789012345678901234567890123456789, commit 0123456 of org/name"
    })
    void theReadingOfANameIsShown(String name, String words) {
        model.textProperty().set(name);
        assertThat(model.readingProperty().get().words()).isEqualTo(words);
        assertThat(model.readingProperty().get().isWrong()).isFalse();
        assertThat(hub.asked()).as("nothing is asked before somebody looks").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:org/na me",
                "org/name:../x",
                "https://example.org/org/name",
                "https://huggingface.co/datasets/org/name"
            })
    void whatIsNoNameIsSaid(String name) {
        model.textProperty().set(name);
        assertThat(model.readingProperty().get().isWrong()).isTrue();
        assertThat(model.readingProperty().get().words()).contains("Write it as hf:org/name");
        model.look();
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
        assertThat(hub.asked()).isZero();
    }

    @Test
    void theAddressOfAPageOfThisHubIsAName() {
        assertThat(model.isMeant(hub.page(NAME))).isTrue();
        assertThat(model.isMeant("hf:org/name")).isTrue();
        assertThat(model.isMeant("a text of any kind")).isFalse();
        assertThat(model.isMeant("org/name")).as("which may be a path").isFalse();
        model.show(hub.page(NAME));
        assertThat(model.readingProperty().get().words()).isEqualTo("main branch of org/name");
    }

    @Test
    void theListHasWhatAModelNeedsFirstAndWhyTheRestIsLeftAside() {
        look(NAME);
        assertThat(model.files().rows())
                .extracting(FileRow::name)
                .containsExactly(
                        "config.json", "model.safetensors", "notes.txt", "pytorch_model.bin");
        assertThat(model.files().rows())
                .extracting(FileRow::isChosen)
                .containsExactly(true, true, false, false);
        assertThat(row("pytorch_model.bin").about()).contains("same");
        assertThat(row("notes.txt").about()).isEqualTo("nothing that a model needs");
        assertThat(model.files().totals())
                .startsWith("2 of 4 files, ")
                .endsWith("Nothing of it is in the cache yet.");
        assertThat(model.canFetch()).isTrue();
    }

    @Test
    void theChoiceIsAPersons() {
        look(NAME);
        row("notes.txt").chosenProperty().set(true);
        row("config.json").chosenProperty().set(false);
        assertThat(row("config.json").about()).isEqualTo("left aside by you");
        assertThat(model.files().totals()).startsWith("2 of 4 files, ");
        row("notes.txt").chosenProperty().set(false);
        row("model.safetensors").chosenProperty().set(false);
        assertThat(model.files().problem()).isEqualTo("Nothing is chosen.");
        assertThat(model.canFetch()).isFalse();
    }

    @Test
    void opensWithoutFetching() {
        model.show(NAME);
        model.look();
        until(HubViewModel.State.LISTED);
        model.open();
        place.until(() -> !place.opened.isEmpty());
        assertThat(place.opened).extracting(Path::toString).containsExactly("hf:org/name");
        assertThat(model.shownProperty().get()).isFalse();
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void aFileThatIsNamedIsAllThatIsMeant() {
        look(NAME + ":model.safetensors");
        assertThat(model.files().chosen()).hasSize(1);
        assertThat(row("config.json").about()).isEqualTo("not what was named");
        model.open();
        place.until(() -> !place.opened.isEmpty());
        assertThat(place.opened)
                .extracting(Path::toString)
                .containsExactly("hf:org/name:model.safetensors");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        model.show(NAME + ":nothing.gguf");
        model.look();
        place.until(() -> !model.problemProperty().get().isEmpty());
        assertThat(model.problemProperty().get()).contains("no file or folder nothing.gguf");
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
    }

    @Test
    void fetchesWhatIsChosenAndOpensTheSnapshot() {
        Path opened = fetched();
        assertThat(opened.getParent()).hasFileName("snapshots");
        assertThat(opened.resolve("model.safetensors")).exists();
        assertThat(opened.resolve("pytorch_model.bin")).doesNotExist();
        assertThat(model.outcome())
                .startsWith("Fetched ")
                .contains("2 files are in the hub's cache now, and in the library.");
        model.show();
        assertThat(model.textProperty().get()).as("for the next one").isEmpty();
        look(NAME);
        assertThat(model.files().totals()).endsWith("All of it is in the cache.");
        assertThat(row("model.safetensors").there()).isEqualTo("whole");
        assertThat(model.canFetch()).isFalse();
        assertThat(model.isCached()).isTrue();
        model.open();
        place.until(() -> !place.opened.isEmpty());
        assertThat(place.opened).containsExactly(opened);
    }

    @Test
    void aFetchThatFailedSaysThatItGoesOn() {
        look(NAME);
        hub.fail(500, 1_000);
        model.fetch();
        until(HubViewModel.State.STOPPED);
        assertThat(model.problemProperty().get()).contains("500").endsWith(HubWords.GOES_ON);
        assertThat(place.errors).as("it stands in the panel").isEmpty();
        place.until(() -> row("config.json").there().equals("whole"));
        assertThat(model.canFetch()).isTrue();
        assertThat(row("model.safetensors").isChosen()).isTrue();
    }

    @Test
    void aFetchThatWasCancelledGoesOn() {
        look(NAME);
        hub.slow(1, 2_000);
        model.fetch();
        place.until(() -> model.fraction() > 0 && model.fraction() < 1);
        assertThat(model.canFetch()).isFalse();
        assertThat(model.files().lockedProperty().get()).isTrue();
        model.cancel();
        until(HubViewModel.State.STOPPED);
        assertThat(model.problemProperty().get()).isEqualTo(HubWords.STOPPED);
        assertThat(model.isFailure()).isFalse();
        assertThat(place.opened).isEmpty();
        model.fetch();
        until(HubViewModel.State.FETCHED);
        assertThat(model.problemProperty().get()).isEmpty();
        place.until(() -> place.opened.size() == 1);
    }

    @Test
    void aFetchThatFailsUnseenIsSaidByTheWindow() {
        look(NAME);
        hub.fail(500, 1_000);
        model.fetch();
        model.hide();
        place.until(() -> !place.errors.isEmpty());
        assertThat(place.errors).hasSize(1);
    }

    @Test
    void anotherNameLeavesTheFetchToTheTray() {
        look(NAME);
        hub.slow(1, 4_000);
        model.fetch();
        Job<?> job = place.jobs().unfinished().getFirst();
        assertThat(job.needs().isNothing()).as("it is seen in the tray").isFalse();
        model.show("other/model");
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
        place.until(() -> place.opened.size() == 1);
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
    }

    @Test
    void offlineOnlyTheCacheIsLookedInto() {
        Path there = fetched();
        int asked = hub.asked();
        hub.setOffline(true);
        look("hf:" + NAME);
        assertThat(model.offlineProperty().get()).isTrue();
        assertThat(model.problemProperty().get())
                .isEqualTo("The cache has all that is needed to open it.");
        assertThat(model.isFailure()).isFalse();
        assertThat(model.canFetch()).isFalse();
        assertThat(model.canOpen()).isTrue();
        model.open();
        place.until(() -> !place.opened.isEmpty());
        assertThat(place.opened).containsExactly(there);
        assertThat(hub.asked()).isEqualTo(asked);
    }

    @Test
    void offlineWhatTheCacheHasNotIsSaid() {
        hub.setOffline(true);
        model.show(NAME);
        assertThat(model.offlineProperty().get()).isTrue();
        model.look();
        place.until(() -> !model.problemProperty().get().isEmpty());
        assertThat(model.problemProperty().get()).contains("Work offline");
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
        assertThat(hub.asked()).isZero();
    }

    @Test
    void aModelThatIsNotThereIsSaid() {
        model.show("org/nothing");
        model.look();
        place.until(() -> !model.problemProperty().get().isEmpty());
        assertThat(model.problemProperty().get()).contains("org/nothing");
        assertThat(model.isFailure()).isTrue();
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
    }

    @Test
    void anOlderCommitOfTheCacheIsNotTakenForTheHubs() throws IOException {
        fetched();
        Path newer = Files.createDirectories(folder.resolve("newer"));
        TestCheckpoint.llama(newer.resolve("model.safetensors"), 2);
        hub.serve(NAME, newer);
        look("hf:" + NAME);
        assertThat(HubWords.notes(model.files().listing().orElseThrow()))
                .startsWith("The cache has another commit under this name, ");
        assertThat(model.isCached()).isFalse();
        model.open();
        place.until(() -> !place.opened.isEmpty());
        assertThat(place.opened)
                .extracting(Path::toString)
                .containsExactly("hf:org/name@" + model.files().listing().orElseThrow().commit());
    }

    @Test
    void whichOfSeveralWeightsIsAskedFor() throws IOException {
        Path source = Files.createDirectories(folder.resolve("gguf"));
        Files.writeString(source.resolve("README.md"), "a");
        Files.write(source.resolve("m.Q4_K_M.gguf"), new byte[100]);
        Files.write(source.resolve("m.Q8_0.gguf"), new byte[200]);
        hub.serve("org/several", source);
        look("org/several");
        assertThat(model.files().problem()).isEqualTo("Choose the weights that you want.");
        assertThat(model.canFetch()).isFalse();
        row("m.Q8_0.gguf").chosenProperty().set(true);
        assertThat(model.files().problem()).isEmpty();
        assertThat(model.canFetch()).isTrue();
    }

    @Test
    void aNewNameForgetsTheList() {
        look(NAME);
        model.textProperty().set("org/other");
        assertThat(model.stateProperty().get()).isEqualTo(HubViewModel.State.NAMING);
        assertThat(model.files().rows()).isEmpty();
        assertThat(model.canOpen()).isFalse();
    }
}
