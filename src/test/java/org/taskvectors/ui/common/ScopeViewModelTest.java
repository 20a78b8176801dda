package org.taskvectors.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;

class ScopeViewModelTest {
    private final ScopeViewModel model = new ScopeViewModel();

    @BeforeEach
    void fill() {
        model.setItems(
                List.of(
                        item(
                                "embed",
                                -1,
                                new ModuleKind("embedding", ModuleFamily.EMBEDDING, 8),
                                5),
                        item(
                                "layers.0.q",
                                0,
                                new ModuleKind("q_proj", ModuleFamily.ATTENTION, 0),
                                1),
                        item(
                                "layers.0.k",
                                0,
                                new ModuleKind("k_proj", ModuleFamily.ATTENTION, 1),
                                2),
                        item(
                                "layers.1.q",
                                1,
                                new ModuleKind("q_proj", ModuleFamily.ATTENTION, 0),
                                1)));
    }

    @Test
    void chipsStandInTheOrderOfTheModel() {
        assertThat(model.chips())
                .extracting(ScopeViewModel.Chip::word)
                .containsExactly("attention", "embedding");
        assertThat(model.chips().getFirst().weights()).isEqualTo(4);
        model.modeProperty().set(ScopeViewModel.Mode.KINDS);
        assertThat(model.chips())
                .extracting(ScopeViewModel.Chip::word)
                .containsExactly("q_proj", "k_proj", "embedding");
    }

    @Test
    void onlyWhatAPersonChoosesIsToldAsChosen() {
        List<String> told = new ArrayList<>();
        model.scopeProperty()
                .addListener(
                        (_, _, now) ->
                                told.add((model.isBeingChosen() ? "chosen " : "") + now.text()));
        model.choose("embedding", false);
        model.restore("q_proj,embedding");
        model.restore("all");
        model.modeProperty().set(ScopeViewModel.Mode.PATTERN);
        model.patternProperty().set("q");
        model.restore("attention");
        model.setItems(
                List.of(
                        item(
                                "embed",
                                -1,
                                new ModuleKind("embedding", ModuleFamily.EMBEDDING, 8),
                                5)));
        assertThat(told)
                .containsExactly(
                        "chosen attention",
                        "embedding,q_proj",
                        "all",
                        "chosen /q/",
                        "attention",
                        "all");
    }

    @Test
    void everythingIsInScopeAtFirst() {
        assertThat(model.scopeProperty().get()).isEqualTo(Scope.ALL);
        assertThat(model.coverageProperty().get().isAll()).isTrue();
    }

    @Test
    void aChipTakenOutLeavesTheScope() {
        model.choose("embedding", false);
        assertThat(model.scopeProperty().get().text()).isEqualTo("attention");
        assertThat(model.coverageProperty().get())
                .isEqualTo(new ScopeViewModel.Coverage(3, 4, 4, 9));
        model.choose("attention", false);
        assertThat(model.isChosen("attention")).as("the last one stays").isTrue();
    }

    @Test
    void oneClickBringsEverythingAndIsAChoice() {
        List<Boolean> chosen = new ArrayList<>();
        model.choose("embedding", false);
        model.scopeProperty().addListener((_, _, _) -> chosen.add(model.isBeingChosen()));
        model.chooseAll();
        assertThat(model.scopeProperty().get()).isEqualTo(Scope.ALL);
        assertThat(model.isChosen("embedding")).isTrue();
        assertThat(chosen).containsExactly(true);
    }

    @Test
    void moduleKindsAreThoseOfTheChosenFamilies() {
        model.choose("embedding", false);
        model.modeProperty().set(ScopeViewModel.Mode.KINDS);
        assertThat(model.scopeProperty().get().text()).isEqualTo("k_proj,q_proj");
    }

    @Test
    void whereNothingOfTheChoiceIsThereEverythingIsInScope() {
        model.restore("norms");
        assertThat(model.scopeProperty().get()).isEqualTo(Scope.ALL);
        assertThat(model.isChosen("attention")).isTrue();
        model.choose("attention", false);
        assertThat(model.scopeProperty().get().text()).isEqualTo("embedding");
    }

    @Test
    void aPatternThatIsNoneIsSaidAndTheScopeStays() {
        model.modeProperty().set(ScopeViewModel.Mode.PATTERN);
        model.patternProperty().set("layers\\.0\\.");
        assertThat(model.coverageProperty().get().tensors()).isEqualTo(2);
        model.patternProperty().set("layers(");
        assertThat(model.problemProperty().get()).isNotEmpty();
        assertThat(model.coverageProperty().get().tensors()).isEqualTo(2);
        model.patternProperty().set("");
        assertThat(model.scopeProperty().get()).isEqualTo(Scope.ALL);
        assertThat(model.problemProperty().get()).isEmpty();
    }

    @Test
    void aSavedScopeComesBack() {
        for (String text : List.of("all", "attention", "k_proj,q_proj", "/layers\\.1\\./")) {
            model.restore(text);
            assertThat(model.scopeProperty().get().text()).isEqualTo(text);
        }
        model.restore("/broken(/");
        assertThat(model.scopeProperty().get()).isEqualTo(Scope.ALL);
    }

    @Test
    void aSavedScopeIsTakenBeforeTheModelIsKnown() {
        ScopeViewModel early = new ScopeViewModel();
        early.restore("embedding");
        early.setItems(
                List.of(
                        item(
                                "embed",
                                -1,
                                new ModuleKind("embedding", ModuleFamily.EMBEDDING, 8),
                                5),
                        item(
                                "layers.0.q",
                                0,
                                new ModuleKind("q_proj", ModuleFamily.ATTENTION, 0),
                                1)));
        assertThat(early.scopeProperty().get().text()).isEqualTo("embedding");
    }

    private static ScopeViewModel.Item item(String name, int layer, ModuleKind kind, long weights) {
        return new ScopeViewModel.Item(
                new Placement(
                        name, layer < 0 ? OptionalInt.empty() : OptionalInt.of(layer), kind, true),
                weights);
    }
}
