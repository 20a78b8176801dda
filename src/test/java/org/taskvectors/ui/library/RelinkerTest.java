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
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class RelinkerTest {
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

    /// Opens a base and a vector of it, as a person left them: renamed, paired, ticked.
    private void twoItems() {
        Path base = TestCheckpoint.llama(folder.resolve("here/base.safetensors"), 1);
        Path vector = TestCheckpoint.llama(folder.resolve("here/vector.safetensors"), 2);
        for (Path path : List.of(base, vector)) {
            opener.open(List.of(path));
            place.until(() -> place.workspace.state().fileAt(path).isPresent());
        }
        place.until(
                () ->
                        place.workspace.state().files().stream()
                                .allMatch(item -> item.content().isPresent()));
        library.rename(item(0).id(), "my base");
        library.setRole(item(1).id(), Role.VECTOR);
        library.setBase(item(1).id(), Optional.of(item(0).id()));
        library.compare(item(1).id());
        place.until(() -> library.cards().get(1).role() == Role.VECTOR);
        settle();
    }

    private void settle() {
        place.until(() -> place.jobs().unfinished().isEmpty());
    }

    private FileItem item(int index) {
        return place.workspace.state().files().get(index);
    }

    private CardData card(int index) {
        return library.cards().get(index);
    }

    private void moveAway() throws IOException {
        Files.createDirectories(folder.resolve("far/away/from/it"));
        Files.move(
                folder.resolve("here/base.safetensors"),
                folder.resolve("far/away/from/it/x.safetensors"));
        Files.move(
                folder.resolve("here/vector.safetensors"),
                folder.resolve("far/away/from/it/y.safetensors"));
        library.checkPresence();
        place.until(() -> !card(0).isThere() && !card(1).isThere());
        settle();
    }

    private void assertAsBefore() {
        assertThat(place.workspace.state().files()).hasSize(2);
        assertThat(item(0).name()).isEqualTo("my base");
        assertThat(item(1).base()).contains(item(0).id());
        assertThat(item(1).role()).isEqualTo(Role.VECTOR);
        assertThat(place.workspace.state().ticked()).containsExactly(item(1).id());
    }

    @Test
    void whatWasRenamedInItsFolderIsFoundByItself() throws IOException {
        twoItems();
        Path moved = folder.resolve("here/another name.safetensors");
        Files.move(folder.resolve("here/vector.safetensors"), moved);
        library.checkPresence();
        place.until(() -> item(1).path().equals(moved));
        place.until(() -> library.noticeProperty().get().isPresent());
        assertThat(library.noticeProperty().get().orElseThrow().text()).contains("another name");
        assertAsBefore();
    }

    @Test
    void whatIsOpenedAgainElsewhereBecomesTheMissingItem() throws IOException {
        twoItems();
        moveAway();
        opener.open(List.of(folder.resolve("far/away/from/it/y.safetensors")));
        place.until(() -> card(1).isThere());
        assertThat(item(1).path()).isEqualTo(folder.resolve("far/away/from/it/y.safetensors"));
        assertAsBefore();
        assertThat(card(0).state()).isEqualTo(CardData.State.GONE);
    }

    @Test
    void aFolderThatIsChosenIsLookedThroughForEverythingMissing() throws IOException {
        twoItems();
        moveAway();
        library.dropped(item(0).id(), List.of(folder));
        place.until(() -> card(0).isThere() && card(1).isThere());
        assertThat(library.noticeProperty().get().orElseThrow().text())
                .contains("All 2 missing items were found again");
        assertAsBefore();
    }

    @Test
    void aFolderOfFoldersThatIsDroppedAnywhereIsLookedThroughToo() throws IOException {
        twoItems();
        moveAway();
        opener.open(List.of(folder.resolve("far")));
        place.until(() -> card(0).isThere() && card(1).isThere());
        assertThat(place.errors).isEmpty();
        assertAsBefore();
    }

    @Test
    void whatIsNotFoundIsNamed() throws IOException {
        twoItems();
        moveAway();
        Files.delete(folder.resolve("far/away/from/it/y.safetensors"));
        library.dropped(item(0).id(), List.of(folder));
        place.until(() -> card(0).isThere());
        settle();
        place.until(() -> library.noticeProperty().get().isPresent());
        Notice notice = library.noticeProperty().get().orElseThrow();
        assertThat(notice.isWarning()).isTrue();
        assertThat(notice.text()).contains("1 item found again", "“vector”");
    }

    @Test
    void aFileOfAnotherContentIsTakenOnlyWhenAskedAgain() throws IOException {
        twoItems();
        moveAway();
        Path other = TestCheckpoint.llama(folder.resolve("other.safetensors"), 3);
        library.dropped(item(0).id(), List.of(other));
        place.until(() -> library.noticeProperty().get().isPresent());
        Notice notice = library.noticeProperty().get().orElseThrow();
        assertThat(notice.text()).contains("is not what “my base” was");
        assertThat(item(0).path()).isNotEqualTo(other);
        notice.actions().getFirst().run().run();
        place.until(() -> card(0).isThere());
        assertThat(item(0).path()).isEqualTo(other);
    }

    @Test
    void anotherModelAtTheOldPlaceIsSaidAndCanBeKept() {
        twoItems();
        TestCheckpoint.llama(folder.resolve("here/base.safetensors"), 77);
        library.checkPresence();
        place.until(() -> card(0).state() == CardData.State.OTHER);
        assertThat(card(0).trouble()).isEqualTo("another content");
        library.accept(item(0).id());
        place.until(() -> card(0).isThere());
        assertAsBefore();
    }

    @Test
    void whatCannotBeOpenedAnyMoreIsSaid() throws IOException {
        twoItems();
        Files.writeString(folder.resolve("here/base.safetensors"), "<!DOCTYPE html><html>");
        library.checkPresence();
        place.until(() -> card(0).state() == CardData.State.UNREADABLE);
        assertThat(card(0).warning()).contains("web page");
    }

    @Test
    void openingTheSamePlaceAgainTakesWhatIsThereNow() {
        twoItems();
        Path base = TestCheckpoint.llama(folder.resolve("here/base.safetensors"), 78);
        opener.open(List.of(base));
        settle();
        library.checkPresence();
        settle();
        place.until(() -> card(0).isThere());
        assertAsBefore();
    }

    @Test
    void aModelWithShardsInFoldersBelowItIsFoundInAFolderThatIsLookedThrough() throws IOException {
        Path model = folder.resolve("here/llama");
        TestCheckpoint.write(
                model.resolve("part one/1.safetensors"), 1, "model.embed_tokens.weight:8x4");
        TestCheckpoint.write(model.resolve("part two/2.safetensors"), 2, "lm_head.weight:8x4");
        Files.writeString(
                model.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.embed_tokens.weight\":\"part one/1.safetensors\","
                        + "\"lm_head.weight\":\"part two/2.safetensors\"}}");
        opener.open(List.of(model));
        place.until(() -> place.workspace.state().files().size() == 1);
        settle();
        place.until(() -> item(0).content().isPresent());
        Path moved = folder.resolve("far/away/below/it/renamed");
        Files.createDirectories(moved.getParent());
        Files.move(model, moved);
        library.checkPresence();
        place.until(() -> !card(0).isThere());
        settle();
        library.dropped(item(0).id(), List.of(folder.resolve("far")));
        place.until(() -> card(0).isThere());
        assertThat(item(0).path()).isEqualTo(moved);
    }
}
