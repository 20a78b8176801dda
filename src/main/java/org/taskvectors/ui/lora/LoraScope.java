package org.taskvectors.ui.lora;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.ui.common.ScopeViewModel;

/// Which modules an adapter is made of. The head is offered and left out until somebody takes it:
/// an adapter mostly has none.
final class LoraScope {
    private final ScopeViewModel model = new ScopeViewModel();
    private List<ScopeViewModel.Item> items = List.of();

    LoraScope() {
        model.modeProperty().addListener((_, _, _) -> leaveHeadOut());
    }

    ScopeViewModel model() {
        return model;
    }

    /// Takes the matrices of another vector; all of the layers' are chosen then.
    void show(List<ScopeViewModel.Item> matrices) {
        items = matrices;
        model.restore(Scope.ALL.text());
        model.setItems(matrices);
        leaveHeadOut();
    }

    /// What is chosen. Everything but the head is what the core means by all, and the head is taken
    /// only where it is named.
    Scope chosen() {
        if (model.modeProperty().get() == ScopeViewModel.Mode.PATTERN) {
            return model.scopeProperty().get();
        }
        Set<String> all = words();
        Set<String> chosen =
                all.stream().filter(model::isChosen).collect(Collectors.toCollection(TreeSet::new));
        all.removeAll(headWords());
        return chosen.equals(all) ? Scope.ALL : new Scope.Kinds(chosen);
    }

    private Set<String> words() {
        return model.chips().stream()
                .map(ScopeViewModel.Chip::word)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> headWords() {
        boolean families = model.modeProperty().get() == ScopeViewModel.Mode.FAMILIES;
        return items.stream()
                .map(item -> item.placement().kind())
                .filter(kind -> kind.family() == ModuleFamily.HEAD)
                .map(kind -> families ? kind.family().label() : kind.id())
                .collect(Collectors.toSet());
    }

    private void leaveHeadOut() {
        headWords().forEach(word -> model.choose(word, false));
    }
}
