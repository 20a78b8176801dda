package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Sparsity;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.TableMaker;
import org.taskvectors.analysis.metric.Use;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.ui.common.ScopeViewModel;

/// Answers questions about vectors that are measured, away from the window's thread. Keeps the
/// comparison of the last question, since while a threshold is dragged only the threshold changes.
/// Not safe from several threads at once.
final class Calculator {
    private static final int PAIRS_IN_TABLE = 3;
    private static final ModuleKind NO_KIND =
            new ModuleKind("other", ModuleFamily.OTHER, Integer.MAX_VALUE);

    @SuppressWarnings("ReferenceEquality") // profiles are large, and made once
    private record Key(List<NamedProfile> vectors, Optional<PairSums> pairs, String scope) {
        boolean isSameAs(Key that) {
            return scope.equals(that.scope)
                    && sameObjects(vectors, that.vectors)
                    && pairs.isPresent() == that.pairs.isPresent()
                    && (pairs.isEmpty() || pairs.get() == that.pairs.get());
        }

        private static boolean sameObjects(List<NamedProfile> some, List<NamedProfile> others) {
            boolean same = some.size() == others.size();
            for (int i = 0; same && i < some.size(); i++) {
                same =
                        some.get(i).name().equals(others.get(i).name())
                                && some.get(i).profile() == others.get(i).profile();
            }
            return same;
        }
    }

    private record Ready(Key key, Comparison comparison, List<ScopeViewModel.Item> items) {}

    private @Nullable Ready last;

    Answer answer(Question question) {
        Ready ready = ready(question);
        Comparison comparison = ready.comparison();
        int vectors = question.vectors().size();
        Optional<Pair> pair =
                vectors < 2
                        ? Optional.empty()
                        : Optional.of(
                                question.pair().b() < vectors ? question.pair() : new Pair(0, 1));
        boolean byTensor = question.choices().by() == Grouping.TENSOR;
        Optional<Group> drilled = question.drilled().filter(_ -> byTensor);
        List<Group> groups =
                drilled.map(group -> tensors(comparison, group))
                        .orElseGet(() -> comparison.groups(question.choices().by()));
        List<Pair> pairsInTable =
                vectors <= PAIRS_IN_TABLE
                        ? Pair.all(vectors)
                        : pair.map(List::of).orElseGet(List::of);
        return new Answer(
                heading(question.vectors()),
                new PanelMaker(comparison, question.threshold(), question.choices(), pair)
                        .panels(groups, question.chosen()),
                new TableMaker(comparison, question.threshold(), question.choices().by())
                        .ofGroups(groups, inTable(question.choices()), pairsInTable),
                shares(comparison, question.threshold()),
                ready.items(),
                largest(comparison),
                notes(comparison, pair),
                groups,
                drilled);
    }

    /// What always stands in the table, what is drawn, and what belongs to it.
    private static List<Metric> inTable(Choices choices) {
        return Metric.all().stream()
                .filter(
                        metric ->
                                metric.stands(Use.LEADING)
                                        || choices.metric().filter(metric::equals).isPresent()
                                        || (metric.stands(Use.WITH_FAMILY)
                                                && choices.measure()
                                                        .family()
                                                        .filter(metric.family()::equals)
                                                        .isPresent()))
                .toList();
    }

    private Ready ready(Question question) {
        Key key = new Key(question.vectors(), question.pairs(), question.choices().scope());
        Ready had = last;
        if (had != null && had.key().isSameAs(key)) {
            return had;
        }
        // Vectors of different tools have different prefixes, and still the same tensors.
        SharedNaming naming = SharedNaming.of(question.vectors());
        Comparison all =
                new Comparison(question.vectors(), Optional.empty(), naming::place, Scope.ALL);
        Comparison scoped =
                new Comparison(
                        question.vectors(),
                        question.pairs(),
                        naming::place,
                        scope(question.choices().scope()));
        Ready made = new Ready(key, scoped, items(all));
        last = made;
        return made;
    }

    private static Scope scope(String text) {
        try {
            return Scope.parse(text);
        } catch (IllegalArgumentException e) {
            return Scope.ALL;
        }
    }

    private static List<ScopeViewModel.Item> items(Comparison all) {
        List<ScopeViewModel.Item> items = new ArrayList<>();
        for (Group tensor : all.groups(Grouping.TENSOR)) {
            long weights = 0;
            for (int vector = 0; vector < all.vectors().size(); vector++) {
                weights = Math.max(weights, all.numbers(vector, tensor).weights());
            }
            items.add(
                    new ScopeViewModel.Item(
                            new Placement(
                                    tensor.tensor().orElse(tensor.label()),
                                    tensor.stack(),
                                    tensor.layer(),
                                    tensor.kind().orElse(NO_KIND),
                                    true),
                            weights));
        }
        return items;
    }

    private static List<Group> tensors(Comparison comparison, Group group) {
        List<Group> found = comparison.tensors(group);
        return found.isEmpty()
                ? comparison.groups(Grouping.TENSOR).stream()
                        .filter(tensor -> Marks.covers(group, tensor))
                        .toList()
                : found;
    }

    private static String heading(List<NamedProfile> vectors) {
        List<String> names = vectors.stream().map(NamedProfile::name).toList();
        return switch (names.size()) {
            case 0 -> "";
            case 1 -> names.getFirst();
            case 2 -> names.get(0) + " against " + names.get(1);
            case 3, 4 ->
                    String.join(", ", names.subList(0, names.size() - 1))
                            + " and "
                            + names.getLast();
            default -> names.size() + " vectors";
        };
    }

    private static List<Answer.Share> shares(Comparison comparison, Threshold threshold) {
        List<Answer.Share> shares = new ArrayList<>();
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            Sparsity sparsity = comparison.sparsity(vector, Group.ALL, threshold);
            shares.add(
                    new Answer.Share(
                            comparison.vectors().get(vector).name(),
                            sparsity.share(),
                            sparsity.effective() == sparsity.asked()
                                    ? Double.NaN
                                    : sparsity.effective()));
        }
        return shares;
    }

    private static double largest(Comparison comparison) {
        double largest = 0;
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            double of = comparison.numbers(vector, Group.ALL).largest();
            largest = Double.isNaN(of) ? largest : Math.max(largest, of);
        }
        return largest;
    }

    private static List<String> notes(Comparison comparison, Optional<Pair> pair) {
        List<String> notes = new ArrayList<>();
        if (pair.isPresent() && comparison.hasPairs()) {
            for (Pair each : Pair.all(comparison.vectors().size())) {
                if (Double.isNaN(comparison.pair(each.a(), each.b(), Group.ALL).dot())) {
                    notes.add(
                            String.format(
                                    Locale.ROOT,
                                    "%s and %s have no tensor in common: there is nothing to"
                                            + " compare between them",
                                    comparison.vectors().get(each.a()).name(),
                                    comparison.vectors().get(each.b()).name()));
                }
            }
        }
        notes.addAll(comparison.notes());
        return notes;
    }
}
