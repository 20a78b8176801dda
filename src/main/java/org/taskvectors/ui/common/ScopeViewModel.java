package org.taskvectors.ui.common;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;

/// Which tensors a place works on, as chips to tick (families of modules, or module kinds) or as a
/// pattern; and how many tensors and weights of the model that is. Knows no scene graph.
public final class ScopeViewModel {

    /// How the scope is chosen.
    public enum Mode {
        FAMILIES("Families"),
        KINDS("Module kinds"),
        PATTERN("Pattern");

        private final String label;

        Mode(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// A tensor of the model that the scope is chosen from.
    public record Item(Placement placement, long weights) {}

    /// A chip: the word it stands for and how much it covers.
    public record Chip(String word, int tensors, long weights) {
        private Chip plus(Chip that) {
            return new Chip(word, tensors + that.tensors, weights + that.weights);
        }
    }

    /// What is covered.
    ///
    /// @param tensors tensors in scope, of `allTensors`
    /// @param weights weights in scope, of `allWeights`
    public record Coverage(int tensors, int allTensors, long weights, long allWeights) {
        public boolean isAll() {
            return tensors == allTensors;
        }
    }

    /// How many weights of one of several models are covered.
    public record ModelCoverage(String model, long weights, long allWeights) {}

    private final ObjectProperty<Mode> mode =
            new SimpleObjectProperty<>(this, "mode", Mode.FAMILIES);
    private final ObservableList<Chip> chips = FXCollections.observableArrayList();
    // One for all: whoever listens to it would be forgotten together with a view of their own.
    private final ObservableList<Chip> view = FXCollections.unmodifiableObservableList(chips);
    private final StringProperty pattern = new SimpleStringProperty(this, "pattern", "");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ReadOnlyObjectWrapper<Scope> scope =
            new ReadOnlyObjectWrapper<>(this, "scope", Scope.ALL);
    private final ReadOnlyObjectWrapper<Coverage> coverage =
            new ReadOnlyObjectWrapper<>(this, "coverage", new Coverage(0, 0, 0, 0));

    private List<Item> items = List.of();
    private Set<String> leftOut = new TreeSet<>();
    // Module kinds of a saved scope, kept until the model is known that has them.
    private Set<String> pending = Set.of();
    private boolean isRestoring;
    private boolean isBeingChosen;

    public ScopeViewModel() {
        mode.addListener((_, before, now) -> modeChanged(before, now));
        pattern.addListener((_, _, _) -> patternChanged());
    }

    /// Whether the scope that [#scopeProperty] tells right now is a person's choice; not so where
    /// it was restored, or became another with the model that it is chosen from.
    public boolean isBeingChosen() {
        return isBeingChosen;
    }

    /// Takes the tensors of another model. What was left out stays left out where the new model has
    /// it too.
    public void setItems(Collection<Item> newItems) {
        List<Item> next = List.copyOf(newItems);
        if (next.equals(items)) {
            return;
        }
        items = next;
        if (!pending.isEmpty() && !items.isEmpty()) {
            restoring(() -> restoreKinds(pending));
        }
        fillChips();
        update();
    }

    /// The chips of the current mode, in the order of the model; empty for a pattern.
    public ObservableList<Chip> chips() {
        return view;
    }

    /// Whether the chip of that word is in scope. Where the model has nothing of what was chosen,
    /// everything is.
    public boolean isChosen(String word) {
        return !leftOut.contains(word) || isNothingLeft(leftOut);
    }

    private boolean isNothingLeft(Set<String> without) {
        return chips.stream().allMatch(chip -> without.contains(chip.word()));
    }

    /// Takes everything into scope.
    public void chooseAll() {
        leftOut = new TreeSet<>();
        isRestoring = true;
        pattern.set("");
        isRestoring = false;
        chosen();
    }

    /// Takes a chip into the scope or out of it. The last one cannot be taken out.
    public void choose(String word, boolean chosen) {
        Set<String> next = isNothingLeft(leftOut) ? new TreeSet<>() : new TreeSet<>(leftOut);
        if (chosen) {
            next.remove(word);
        } else {
            next.add(word);
        }
        if (!isNothingLeft(next) || chips.isEmpty()) {
            leftOut = next;
            chosen();
        }
    }

    /// Leaves only that chip in scope.
    public void chooseOnly(String word) {
        leftOut =
                chips.stream()
                        .map(Chip::word)
                        .filter(other -> !other.equals(word))
                        .collect(Collectors.toCollection(TreeSet::new));
        chosen();
    }

    private void chosen() {
        isBeingChosen = true;
        try {
            update();
        } finally {
            isBeingChosen = false;
        }
    }

    public ObjectProperty<Mode> modeProperty() {
        return mode;
    }

    /// The regular expression of mode [Mode#PATTERN]; empty means everything.
    public StringProperty patternProperty() {
        return pattern;
    }

    /// What is wrong with the pattern; empty where nothing is. The scope stays what it was.
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Scope> scopeProperty() {
        return scope.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Coverage> coverageProperty() {
        return coverage.getReadOnlyProperty();
    }

    /// Goes back to a saved scope, in its written form; what cannot be read means everything.
    public void restore(String text) {
        Scope saved;
        try {
            saved = Scope.parse(text);
        } catch (IllegalArgumentException e) {
            saved = Scope.ALL;
        }
        Scope wanted = saved;
        restoring(() -> restore(wanted));
        fillChips();
        update();
    }

    private void restore(Scope saved) {
        pending = Set.of();
        switch (saved) {
            case Scope.All _ -> {
                leftOut = new TreeSet<>();
                pattern.set("");
                mode.set(Mode.FAMILIES);
            }
            case Scope.Matching matching -> {
                pattern.set(matching.regex().pattern());
                mode.set(Mode.PATTERN);
            }
            case Scope.Kinds kinds -> restoreKinds(kinds.words());
        }
    }

    /// Sets several properties; listeners are told no scope of the states in between.
    private void restoring(Runnable change) {
        isRestoring = true;
        try {
            change.run();
        } finally {
            isRestoring = false;
        }
    }

    private void restoreKinds(Set<String> words) {
        Set<String> families =
                Arrays.stream(ModuleFamily.values())
                        .map(ModuleFamily::label)
                        .collect(Collectors.toSet());
        boolean ofFamilies = families.containsAll(words);
        mode.set(ofFamilies ? Mode.FAMILIES : Mode.KINDS);
        Set<String> all =
                ofFamilies
                        ? families
                        : items.stream()
                                .map(item -> item.placement().kind().id())
                                .collect(Collectors.toSet());
        pending = items.isEmpty() ? words : Set.of();
        leftOut = new TreeSet<>(all);
        leftOut.removeAll(words);
    }

    private void modeChanged(Mode before, Mode now) {
        if (!isRestoring) {
            boolean isFiner = before == Mode.FAMILIES && now == Mode.KINDS;
            leftOut = isFiner ? kindsOf(leftOut) : new TreeSet<>();
            fillChips();
            chosen();
        }
    }

    /// The module kinds of some families, so that going into details changes nothing yet.
    private Set<String> kindsOf(Set<String> families) {
        return items.stream()
                .map(item -> item.placement().kind())
                .filter(kind -> families.contains(kind.family().label()))
                .map(ModuleKind::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void patternChanged() {
        if (!isRestoring) {
            chosen();
        }
    }

    private void fillChips() {
        Map<String, Chip> next = new LinkedHashMap<>();
        if (mode.get() != Mode.PATTERN) {
            items.stream()
                    .sorted(Comparator.comparing(item -> item.placement().kind()))
                    .map(item -> new Chip(word(item.placement().kind()), 1, item.weights()))
                    .forEach(chip -> next.merge(chip.word(), chip, Chip::plus));
        }
        List<Chip> filled = List.copyOf(next.values());
        if (!chips.equals(filled)) {
            chips.setAll(filled);
        }
    }

    private String word(ModuleKind kind) {
        return mode.get() == Mode.KINDS ? kind.id() : kind.family().label();
    }

    private void update() {
        if (mode.get() == Mode.PATTERN) {
            String text = pattern.get().strip();
            try {
                scope.set(text.isEmpty() ? Scope.ALL : Scope.parse("/" + text + "/"));
                problem.set("");
            } catch (IllegalArgumentException e) {
                problem.set(e.getMessage() == null ? "This is no pattern" : e.getMessage());
                return;
            }
        } else {
            problem.set("");
            Set<String> chosen = new LinkedHashSet<>();
            chips.stream().map(Chip::word).filter(this::isChosen).forEach(chosen::add);
            boolean all = chosen.size() == chips.size();
            scope.set(all ? Scope.ALL : new Scope.Kinds(chosen));
        }
        count();
    }

    private void count() {
        Scope now = scope.get();
        List<Item> in = items.stream().filter(item -> now.includes(item.placement())).toList();
        coverage.set(
                new Coverage(
                        in.size(),
                        items.size(),
                        in.stream().mapToLong(Item::weights).sum(),
                        items.stream().mapToLong(Item::weights).sum()));
    }
}
