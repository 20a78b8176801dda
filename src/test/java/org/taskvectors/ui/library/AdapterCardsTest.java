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
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class AdapterCardsTest {
    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private Opener opener;
    private LibraryViewModel library;
    private BrowserViewModel browser;

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
        browser = new BrowserViewModel(context);
    }

    @AfterEach
    void close() {
        place.close();
    }

    private FileItem open(Path path) {
        opener.open(List.of(path));
        place.until(() -> place.workspace.state().fileAt(path).isPresent());
        settle();
        return item(path);
    }

    private FileItem item(Path path) {
        return place.workspace.state().fileAt(path).orElseThrow();
    }

    private void settle() {
        place.until(() -> place.jobs().unfinished().isEmpty());
    }

    private CardData card(FileItem item) {
        place.until(() -> library.cards().stream().anyMatch(card -> card.id().equals(item.id())));
        return library.cards().stream()
                .filter(card -> card.id().equals(item.id()))
                .findFirst()
                .orElseThrow();
    }

    private static String[] factors(String prefix) {
        return new String[] {
            prefix + "model.layers.0.self_attn.q_proj.lora_A.weight:2x4",
            prefix + "model.layers.0.self_attn.q_proj.lora_B.weight:4x2",
            prefix + "model.layers.1.self_attn.q_proj.lora_A.weight:2x4",
            prefix + "model.layers.1.self_attn.q_proj.lora_B.weight:4x2"
        };
    }

    private Path adapter(String name, boolean dora) throws IOException {
        Path lies = folder.resolve(name);
        List<String> tensors = new java.util.ArrayList<>(List.of(factors("base_model.model.")));
        if (dora) {
            for (int layer = 0; layer < 2; layer++) {
                tensors.add(
                        "base_model.model.model.layers."
                                + layer
                                + ".self_attn.q_proj.lora_magnitude_vector:4");
            }
        }
        TestCheckpoint.write(
                lies.resolve("adapter_model.safetensors"), 5, tensors.toArray(String[]::new));
        Files.writeString(
                lies.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"use_dora\":"
                        + dora
                        + ",\"target_modules\":[\"q_proj\"],"
                        + "\"base_model_name_or_path\":\"acme/tiny-llama\"}");
        return lies;
    }

    @Test
    void anAdapterIsShownAsOneAndPairedWithTheBaseThatItNames() throws IOException {
        open(TestCheckpoint.llama(folder.resolve("other/model.safetensors"), 1));
        FileItem adapter = open(adapter("sst2", false));
        assertThat(adapter.role()).isEqualTo(Role.ADAPTER);
        FileItem base =
                open(TestCheckpoint.llama(folder.resolve("tiny-llama/model.safetensors"), 2));
        assertThat(base.role()).isEqualTo(Role.TUNED);
        library.setRole(base.id(), Role.BASE);
        settle();
        place.until(() -> item(adapter.path()).base().equals(Optional.of(base.id())));
        place.until(() -> card(adapter).about().contains("LoRA r 2, α 4 · on tiny-llama"));
        library.compare(adapter.id());
        assertThat(place.workspace.state().tickedItems()).containsExactly(item(adapter.path()));
    }

    /// A model of the name that an adapter gives its base, and of one layer for its two.
    @Test
    void aNameWithoutTheTensorsIsSaidAndNotTaken() throws IOException {
        FileItem adapter = open(adapter("sst2", false));
        place.until(
                () ->
                        card(adapter)
                                .about()
                                .contains("says it was made from tiny-llama, not in the library"));

        FileItem base =
                open(
                        TestCheckpoint.write(
                                folder.resolve("tiny-llama/model.safetensors"),
                                1,
                                "model.embed_tokens.weight:8x4",
                                "model.layers.0.self_attn.q_proj.weight:4x4",
                                "model.layers.0.mlp.down_proj.weight:4x8"));
        library.setRole(base.id(), Role.BASE);
        settle();

        place.until(() -> card(adapter).about().contains("tiny-llama, which has other tensors"));
        assertThat(item(adapter.path()).base()).isEmpty();
    }

    @Test
    void aRowOfAnAdapterShowsItsRankAndIsMeasured() throws IOException {
        FileItem adapter = open(adapter("sst2", false));
        browser.show(adapter);
        place.until(() -> browser.count() == 2);
        place.until(() -> browser.normProperty().get() > 0);
        Tensor tensor = Named.by("layers.1", browser).orElseThrow();
        assertThat(browser.words().kind(tensor)).isEqualTo("r 2");
        assertThat(browser.words().bytes(tensor)).isEqualTo(64);
        browser.chosenProperty().set(Optional.of(tensor));
        place.until(() -> browser.figuresProperty().get().isPresent());
        place.until(() -> !browser.factorsProperty().get().numbers().isEmpty());
        assertThat(browser.factorsProperty().get().numbers())
                .extracting(TensorFigures.Entry::label)
                .containsExactly("rank", "scale", "σ₁", "stable rank", "effective rank");
        assertThat(browser.factorsProperty().get().numbers())
                .contains(new TensorFigures.Entry("scale", "2"));
        browser.chosenProperty().set(Optional.empty());
        assertThat(browser.factorsProperty().get().numbers()).isEmpty();
    }

    @Test
    void whatNeedsTheBaseSaysSoUntilItIsPaired() throws IOException {
        FileItem adapter = open(adapter("dora", true));
        assertThat(card(adapter).warning()).contains("together with the base");
        browser.show(adapter);
        place.until(() -> browser.count() == 2);
        Tensor tensor = Named.by("layers.0", browser).orElseThrow();
        assertThat(browser.words().unreadable(tensor).orElseThrow()).contains("base");
        open(TestCheckpoint.llama(folder.resolve("tiny-llama/model.safetensors"), 2));
        place.until(() -> card(adapter).warning().isEmpty());
        browser.show(item(adapter.path()));
        place.until(() -> browser.count() == 2 && browser.words().absent().isEmpty());
        assertThat(browser.words().unreadable(Named.by("layers.0", browser).orElseThrow()))
                .isEmpty();
        browser.chosenProperty().set(Named.by("layers.0", browser));
        place.until(() -> !browser.factorsProperty().get().numbers().isEmpty());
        assertThat(browser.factorsProperty().get().numbers().getLast().number()).contains("DoRA");
        settle();
        assertThat(browser.normProperty().get()).isNaN();
    }

    @Test
    void whichOfSeveralAdaptersIsMeantIsAskedForAndRemembered() throws IOException {
        List<String> tensors = new java.util.ArrayList<>();
        for (String adapter : List.of("default", "second")) {
            for (String factor : factors("base_model.model.")) {
                tensors.add(factor.replace(".weight", "." + adapter + ".weight"));
            }
        }
        Path file = folder.resolve("both.safetensors");
        TestCheckpoint.write(file, 4, tensors.toArray(String[]::new));
        FileItem both = open(file);
        assertThat(both.role()).isEqualTo(Role.ADAPTER);
        assertThat(card(both).about()).startsWith("2 adapters");
        assertThat(card(both).adapters()).containsExactly("default", "second");
        assertThat(card(both).asksAlpha()).isFalse();
        library.checkPresence();
        settle();
        place.until(() -> card(item(file)).isThere());
        place.until(() -> item(file).content().isPresent());

        library.setAdapter(both.id(), "second");
        settle();
        place.until(() -> card(both).adapter().equals("second") && card(both).asksAlpha());
        assertThat(card(both).about()).startsWith("LoRA r 2");
        assertThat(item(file).said().adapter()).contains("second");
        library.setAlpha(both.id(), "4", false);
        settle();
        assertThat(item(file).said().adapter()).as("both are kept").contains("second");
        browser.show(item(file));
        place.until(() -> browser.count() == 2);
        browser.chosenProperty().set(Named.by("layers.0", browser));
        place.until(() -> browser.figuresProperty().get().isPresent());

        Path moved = java.nio.file.Files.move(file, folder.resolve("renamed.safetensors"));
        library.checkPresence();
        place.until(() -> item(0).path().equals(moved));
        assertThat(item(0).said().adapter()).contains("second");
        assertThat(card(item(0)).about()).startsWith("LoRA r 2");
    }

    @Test
    void whichDictionaryOfAFileIsMeantIsShownAndCanBeChanged() throws IOException {
        Path file = folder.resolve("run.pth");
        Files.copy(Path.of("src/test/resources/golden/pytorch/side_by_side.pth"), file);
        FileItem run = open(file);
        assertThat(card(run).dictionaries().orElseThrow().keys()).containsExactly("model", "ema");
        assertThat(card(run).under()).isEmpty();
        library.setUnder(run.id(), Optional.of("ema"));
        settle();
        place.until(() -> card(run).under().equals("ema"));
        place.until(
                () ->
                        item(file).facts().orElseThrow().notes().stream()
                                .anyMatch(note -> note.contains("\"ema\"")));
        browser.show(item(file));
        place.until(() -> browser.count() == 2);
        browser.chosenProperty().set(Named.by("layers.0", browser));
        place.until(() -> browser.figuresProperty().get().isPresent());
        assertThat(browser.figuresProperty().get().orElseThrow().numbers())
                .as("RMS, mean and largest magnitude")
                .filteredOn(entry -> entry.number().equals("2.000"))
                .hasSize(3);
        library.checkPresence();
        settle();
        assertThat(card(item(file)).isThere()).isTrue();
    }

    private FileItem item(int index) {
        return place.workspace.state().files().get(index);
    }

    @Test
    void theScaleThatAFileDoesNotSayIsAskedForAndRemembered() {
        FileItem factors =
                open(TestCheckpoint.write(folder.resolve("tau.safetensors"), 3, factors("")));
        assertThat(card(factors).asksAlpha()).isTrue();
        assertThat(card(factors).alpha()).isEmpty();
        browser.show(factors);
        place.until(() -> browser.count() == 2);
        browser.chosenProperty().set(Named.by("layers.0", browser));
        place.until(() -> !browser.troubleProperty().get().isEmpty());
        assertThat(browser.troubleProperty().get()).contains("alpha");
        library.setAlpha(factors.id(), "much", false);
        assertThat(library.noticeProperty().get().orElseThrow().text()).contains("no alpha");
        library.setAlpha(factors.id(), "16", true);
        settle();
        FileItem now = item(factors.path());
        assertThat(now.said().scale()).contains(new LoraScale.Alpha(16, true));
        place.until(() -> card(factors).alpha().equals("16"));
        assertThat(card(factors).asksAlpha()).isTrue();
        browser.show(now);
        place.until(() -> browser.count() == 2);
        browser.chosenProperty().set(Named.by("layers.0", browser));
        place.until(() -> browser.figuresProperty().get().isPresent());
        library.setAlpha(factors.id(), " ", false);
        place.until(() -> card(factors).alpha().isEmpty());
    }

    @Test
    void anAdapterIsSavedAsTheModelThatItStandsFor() throws IOException {
        Path llama = TestCheckpoint.llama(folder.resolve("tiny-llama/model.safetensors"), 2);
        FileItem base = open(llama.getParent());
        FileItem adapter = open(adapter("sst2", false));
        assertThat(library.canSaveModel(base.id())).isFalse();
        place.until(() -> library.canSaveModel(adapter.id()));

        library.saveModel(adapter.id());
        ApplyViewModel apply = library.apply();
        apply.folderProperty().set(folder);
        apply.nameProperty().set("tiny-llama+sst2");
        assertThat(apply.baseProperty().get()).map(FileItem::id).contains(base.id());
        apply.start();

        Path saved = folder.resolve("tiny-llama+sst2");
        place.until(() -> place.opened.contains(saved));
        FileItem model = open(saved);
        place.until(() -> item(saved).role() == Role.TUNED);
        assertThat(item(saved).base()).contains(base.id());
        assertThat(model.facts().orElseThrow().parameters())
                .isEqualTo(base.facts().orElseThrow().parameters());
        place.until(() -> apply.stateProperty().get() == ApplyViewModel.State.DONE);
        assertThat(apply.result().orElseThrow().saved().notes())
                .anyMatch(note -> note.contains("no config.json"));
        assertThat(place.errors).isEmpty();
    }

    @Test
    void withoutItsBaseInTheLibraryAnAdapterIsNoModel() throws IOException {
        FileItem adapter = open(adapter("sst2", false));
        assertThat(library.canSaveModel(adapter.id())).isFalse();
        library.saveModel(adapter.id());
        assertThat(library.apply().isReady()).isFalse();
        library.apply().start();
        assertThat(place.jobs().unfinished()).isEmpty();
    }
}
