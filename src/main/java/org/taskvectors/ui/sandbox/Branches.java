package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Side;

/// The texts of one question: each side's answer, and what came of taking other tokens. Lives on
/// the window's thread.
public final class Branches {
    /// All texts, and which of them each side shows.
    ///
    /// @param all each behind its parent
    /// @param shown the ids of those that are shown, by side
    public record Shown(List<Branch> all, Map<Side, String> shown) {
        public Shown {
            all = List.copyOf(all);
            shown = Map.copyOf(shown);
        }
    }

    private final ReadOnlyObjectWrapper<Shown> shown =
            new ReadOnlyObjectWrapper<>(new Shown(List.of(), Map.of()));
    private int last;

    public ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// Returns the texts, each behind the one that it left; the edited side's first.
    public List<Branch> all() {
        return shown.get().all();
    }

    /// Returns the text that a side shows.
    public Optional<Branch> shown(Side side) {
        return branch(shown.get().shown().getOrDefault(side, ""));
    }

    public Optional<Branch> branch(String id) {
        return all().stream().filter(branch -> branch.id().equals(id)).findFirst();
    }

    /// Shows a text in the pane of its side.
    public void show(Branch branch) {
        Map<Side, String> now = new EnumMap<>(Side.class);
        now.putAll(shown.get().shown());
        now.put(branch.side(), branch.id());
        shown.set(new Shown(all(), now));
    }

    public void pin(Branch branch, boolean isPinned) {
        change(branch.id(), now -> now.withPinned(isPinned));
    }

    public void rename(Branch branch, String name) {
        change(branch.id(), now -> now.withName(name));
    }

    /// Deletes a text and what left it. An answer stays.
    public void delete(Branch branch) {
        if (branch.parent().isEmpty()) {
            return;
        }
        List<Branch> left = new ArrayList<>(all());
        List<String> gone = new ArrayList<>(List.of(branch.id()));
        for (int i = 0; i < gone.size(); i++) {
            String id = gone.get(i);
            all().stream()
                    .filter(each -> each.parent().filter(id::equals).isPresent())
                    .forEach(each -> gone.add(each.id()));
        }
        left.removeIf(each -> gone.contains(each.id()));
        Map<Side, String> now = new EnumMap<>(Side.class);
        shown.get()
                .shown()
                .forEach(
                        (side, id) ->
                                now.put(side, gone.contains(id) ? branch.parent().get() : id));
        shown.set(new Shown(left, now));
    }

    /// Begins a side's answer.
    Branch answer(Side side, List<Integer> prompt) {
        Branch fresh = Branch.answer(nextId(), side, prompt);
        List<Branch> more = new ArrayList<>(all());
        more.add(side == Side.EDITED ? 0 : more.size(), fresh);
        put(more, fresh);
        return fresh;
    }

    /// Begins a text that leaves another one.
    Branch fork(Branch parent, int at, int token, String text) {
        Branch fresh = parent.fork(nextId(), at, token, text);
        List<Branch> more = new ArrayList<>(all());
        int behind = more.indexOf(branch(parent.id()).orElse(parent));
        while (behind + 1 < more.size() && comesFrom(more.get(behind + 1), parent.id())) {
            behind++;
        }
        more.add(behind + 1, fresh);
        put(more, fresh);
        return fresh;
    }

    void change(String id, UnaryOperator<Branch> change) {
        shown.set(
                new Shown(
                        all().stream()
                                .map(each -> each.id().equals(id) ? change.apply(each) : each)
                                .toList(),
                        shown.get().shown()));
    }

    /// Marks what a side was writing as stopped.
    void stop(Side side) {
        for (Branch branch : all()) {
            if (branch.side() == side && branch.end().isEmpty()) {
                change(branch.id(), now -> now.ended(Answer.End.CANCELLED, Double.NaN));
            }
        }
    }

    /// Forgets a side's texts but for those that are pinned.
    void clear(Side side) {
        List<Branch> left = new ArrayList<>(all());
        left.removeIf(each -> each.side() == side && !each.isPinned());
        Map<Side, String> now = new EnumMap<>(Side.class);
        now.putAll(shown.get().shown());
        now.remove(side);
        shown.set(new Shown(left, now));
    }

    private boolean comesFrom(Branch branch, String id) {
        Optional<String> parent = branch.parent();
        return parent.isPresent()
                && (parent.get().equals(id)
                        || branch(parent.get()).filter(up -> comesFrom(up, id)).isPresent());
    }

    private void put(List<Branch> all, Branch fresh) {
        Map<Side, String> now = new EnumMap<>(Side.class);
        now.putAll(shown.get().shown());
        now.put(fresh.side(), fresh.id());
        shown.set(new Shown(all, now));
    }

    private String nextId() {
        last++;
        return Integer.toString(last);
    }
}
