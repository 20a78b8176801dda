package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.LaterItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.WorkspaceState;

class LibraryViewModelTest {
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

    private Path llama(String name) {
        return TestCheckpoint.llama(folder.resolve(name), name.hashCode());
    }

    private void open(Path... paths) {
        int before = place.workspace.state().files().size();
        for (Path path : paths) {
            opener.open(List.of(path));
            int expected = ++before;
            place.until(() -> library.cards().size() == expected);
        }
    }

    private FileItem item(int index) {
        return place.workspace.state().files().get(index);
    }

    @Test
    void whatIsOpenedBecomesACardWithItsRoleGuessed() {
        open(llama("llama/model.safetensors"), llama("sst2.safetensors"));
        assertThat(library.cards()).extracting(CardData::title).containsExactly("llama", "sst2");
        assertThat(item(0).role()).isEqualTo(Role.BASE);
        assertThat(item(1).role()).isEqualTo(Role.TUNED);
        assertThat(item(1).base()).contains(item(0).id());
        CardData card = library.cards().getFirst();
        assertThat(card.about()).contains("Llama", "float32");
        assertThat(card.layers()).isEqualTo("2 layers");
        assertThat(library.selectedProperty().get()).contains(item(1));
    }

    @Test
    void openedAgainItStaysOneCardAsThePersonLeftIt() {
        Path file = llama("a.safetensors");
        open(file);
        library.rename(item(0).id(), "my base");
        opener.open(List.of(file));
        place.until(() -> place.jobs().unfinished().isEmpty());
        assertThat(place.workspace.state().files()).hasSize(1);
        assertThat(item(0).name()).isEqualTo("my base");
    }

    @Test
    void roleAndPairingAreThePersonsToChange() {
        open(llama("one.safetensors"), llama("two.safetensors"));
        String two = item(1).id();
        library.setRole(two, Role.VECTOR);
        library.setBase(two, Optional.of(item(0).id()));
        assertThat(item(1).role()).isEqualTo(Role.VECTOR);
        library.filterProperty().set(CardFilter.VECTORS);
        place.until(() -> library.cards().size() == 1);
        assertThat(library.cards()).extracting(CardData::id).containsExactly(two);
        library.compare(two);
        assertThat(place.workspace.state().ticked()).containsExactly(two);
        assertThat(place.shown).contains("compare");
        library.remove(item(0).id());
        assertThat(item(0).base()).isEmpty();
        assertThat(folder.resolve("one.safetensors")).exists();
    }

    @Test
    void whatWasDoneToCardsIsTakenBackStepByStep() {
        open(llama("one.safetensors"), llama("two.safetensors"));
        place.until(() -> item(1).content().isPresent());
        String two = item(1).id();
        library.setRole(two, Role.VECTOR);
        library.setBase(two, Optional.empty());
        library.compare(two);
        library.rename(two, "sst2");
        WorkspaceState before = place.workspace.state();
        library.remove(two);
        library.remove(item(0).id());
        place.until(() -> library.cards().isEmpty());
        place.undo.undo();
        place.undo.undo();
        place.until(() -> library.cards().size() == 2);
        assertThat(place.workspace.state().items()).isEqualTo(before.items());
        assertThat(place.workspace.state().ticked()).containsExactly(two);
        assertThat(library.cards().get(1).title()).isEqualTo("sst2");
        assertThat(place.undo.toUndo()).contains("Rename two");
        place.undo.undo();
        assertThat(item(1).name()).isEqualTo("two");
        assertThat(place.undo.toUndo()).contains("Tick two");
        place.undo.undo();
        assertThat(place.workspace.state().ticked()).isEmpty();
        assertThat(place.undo.toUndo()).contains("Unpair two");
        place.undo.undo();
        assertThat(place.undo.toUndo()).contains("Role of two: vector");
        place.undo.undo();
        assertThat(item(1).role()).isEqualTo(Role.TUNED);
        assertThat(place.undo.toUndo()).isEmpty();
        for (int i = 0; i < 4; i++) {
            place.undo.redo();
        }
        assertThat(place.workspace.state().items()).isEqualTo(before.items());
    }

    @Test
    void itemsOfANewerVersionAreNamed() {
        place.workspace.update(state -> state.withItem(new LaterItem("r", "sum", "recipe", "{}")));
        place.until(() -> !library.laterProperty().get().isEmpty());
        assertThat(library.laterProperty().get()).contains("newer version", "“sum”");
        assertThat(library.cards()).isEmpty();
    }

    @Test
    void whatIsNoCheckpointIsAnErrorAndNoCard() throws IOException {
        Path page = Files.writeString(folder.resolve("x.safetensors"), "<!DOCTYPE html><html>");
        opener.open(List.of(page));
        place.until(() -> !place.errors.isEmpty());
        assertThat(place.errors).singleElement().isInstanceOf(Failure.class);
        assertThat(library.cards()).isEmpty();
    }

    @Test
    void theSampleIsCopiedExtractedAndTicked() {
        Path source = folder.resolve("assets/sample");
        TestCheckpoint.llama(source.resolve("base/model.safetensors"), 1);
        TestCheckpoint.llama(source.resolve("sst2/model.safetensors"), 2);
        TestCheckpoint.llama(source.resolve("mnli/model.safetensors"), 3);
        Sample sample = new Sample(source, folder.resolve("data/sample"));
        SampleOpener model = new SampleOpener(place.context(), Optional.of(sample));
        model.open();
        place.until(() -> place.shown.contains("compare"));
        assertThat(place.workspace.state().tickedItems())
                .extracting(FileItem::name)
                .containsExactly("SST-2", "MNLI");
        assertThat(place.workspace.state().files()).hasSize(5);
        model.open();
        place.until(() -> place.jobs().unfinished().isEmpty() && place.shown.size() == 2);
        assertThat(place.workspace.state().files()).as("a second time").hasSize(5);
    }

    /// Opened in the order of their names, the first would be taken for the base.
    @Test
    void aBaseByItsNameIsOpenedBeforeItsFineTunes() {
        for (String name : List.of("a-sst2", "b-mnli", "second-base")) {
            TestCheckpoint.llama(
                    folder.resolve("all").resolve(name).resolve("model.safetensors"), 7);
        }
        opener.open(List.of(folder.resolve("all")));
        place.until(() -> place.workspace.state().files().size() == 3);
        assertThat(place.workspace.state().files(Role.BASE))
                .extracting(FileItem::name)
                .containsExactly("second-base");
        String base = place.workspace.state().files(Role.BASE).getFirst().id();
        assertThat(place.workspace.state().files(Role.TUNED))
                .extracting(FileItem::base)
                .containsExactly(Optional.of(base), Optional.of(base));
    }

    @Test
    void ofSeveralChosenCardsTheOneWhoseTensorsAreShownStaysChosen() {
        List<String> ids = List.of("a", "b", "c");
        place.workspace.update(
                state ->
                        state.withItems(
                                ids.stream()
                                        .map(
                                                id ->
                                                        new FileItem(
                                                                id,
                                                                folder.resolve(id),
                                                                id,
                                                                Role.TUNED,
                                                                Optional.empty(),
                                                                Optional.empty()))
                                        .toList()));
        place.settle();
        library.choose("a", ChoosingKeys.NONE);
        place.settle();
        library.choose("c", ChoosingKeys.UP_TO);
        assertThat(library.selection().ids()).containsExactly("a", "b", "c");
        library.chooseOne("c");
        assertThat(library.selection().ids()).containsExactly("a");
        library.select(Optional.empty());
        place.settle();
        library.choose("c", ChoosingKeys.UP_TO);
        library.chooseOne("c");
        assertThat(library.selection().ids()).containsExactly("c");
    }
}
