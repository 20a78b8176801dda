package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Sparsity;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.TableMaker;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.ui.common.ScopeViewModel;

/// Answers questions about vectors that are measured, away from the window's thread. Keeps the
/// comparison of the last question, since while a threshold is dragged only the threshold changes.
/// Not safe from several threads at once.
final class Calculator {
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

    private record Ready(
            Key key,
            SharedNaming naming,
            EffectiveScope scope,
            Comparison whole,
            Comparison unscoped,
            List<ScopeViewModel.Item> items,
            Map<List<Integer>, Comparison> parts) {
        /// Some of the vectors in the same scope.
        Comparison part(List<Integer> vectors) {
            return vectors.size() == whole.vectors().size()
                    ? whole
                    : parts.computeIfAbsent(vectors, this::made);
        }

        private Comparison made(List<Integer> vectors) {
            return new Comparison(
                    vectors.stream().map(key.vectors()::get).toList(),
                    key.pairs().map(sums -> sums.only(vectors)),
                    naming::place,
                    scope.scope());
        }
    }

    private @Nullable Ready last;

    Answer answer(Question question) {
        Ready ready = ready(question);
        Comparison whole = ready.whole().withSpectra(question.spectra());
        List<Block> blocks = Block.of(question.bases(), whole);
        Focused focus = focus(question, ready, blocks);
        Comparison comparison = focus.comparison();
        Choices choices = Substitute.of(question, comparison);
        boolean byTensor = choices.by() == Grouping.TENSOR;
        Optional<Group> drilled = question.drilled().filter(_ -> byTensor);
        List<Group> groups =
                drilled.map(group -> tensors(comparison, group))
                        .orElseGet(() -> comparison.groups(choices.by()));
        List<FigurePanel> panels =
                new ArrayList<>(
                        new PanelMaker(
                                        focus,
                                        question.threshold(),
                                        choices,
                                        focus.vectors().stream()
                                                .map(question.colours()::get)
                                                .toList())
                                .panels(groups, question.chosen()));
        new MatrixPanel(whole, blocks, question.threshold(), question.colours(), focus)
                .of(choices, question.chosen())
                .ifPresent(panels::addFirst);
        return new Answer(
                heading(question.vectors(), blocks),
                panels,
                new TableMaker(comparison, question.threshold(), choices.by())
                        .ofGroups(
                                groups,
                                new TableMetrics(choices, focus).metrics(),
                                columns(focus, choices)),
                choices.metric(),
                shares(whole, question),
                ready.scope().scope(),
                ready.items(),
                models(ready, blocks),
                largest(whole),
                Remarks.of(whole, blocks, ready.scope()),
                groups,
                drilled,
                question.ids(),
                question.vectors().stream().map(NamedProfile::name).toList(),
                blocks,
                focus.vectors(),
                summaries(whole, focus),
                ready.naming(),
                SpectrumCoverage.of(whole, question.adapters()));
    }

    /// Many vectors on several bases are shown base by base; what is of all vectors together stays
    /// so.
    private static Focused focus(Question question, Ready ready, List<Block> blocks) {
        int count = question.vectors().size();
        boolean isJoint =
                question.choices().metric().filter(JointMetric.class::isInstance).isPresent();
        boolean isOneByOne = blocks.size() > 1 && count > 2;
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        List<Integer> members =
                isOneByOne
                        ? Block.shown(blocks, question.base()).map(Block::vectors).orElse(all)
                        : all;
        List<Pair> chosen =
                question.chosenPairs().stream()
                        .filter(pair -> members.contains(pair.a()) && members.contains(pair.b()))
                        .toList();
        if (chosen.isEmpty() && members.size() > 1) {
            chosen = List.of(new Pair(members.get(0), members.get(1)));
        }
        List<Integer> shown = isJoint ? all : members;
        return new Focused(
                ready.part(shown).withSpectra(question.spectra().only(shown)),
                shown,
                chosen.stream().map(pair -> Focused.within(shown, pair)).toList());
    }

    private static List<PairSummary> summaries(Comparison whole, Focused focus) {
        List<Pair> ranked = focus.pairs().stream().map(focus::amongAll).toList();
        return focus.chosen().stream()
                .map(pair -> PairSummary.of(whole, focus.amongAll(pair), ranked))
                .toList();
    }

    /// Few vectors have all their columns; of many the chosen pairs have theirs, between the lowest
    /// and the highest.
    private static TableMaker.Shown columns(Focused focus, Choices choices) {
        if (!focus.isMany()) {
            return TableMaker.Shown.all(focus.vectors().size());
        }
        PairMetric of =
                choices.metric()
                        .filter(PairMetric.class::isInstance)
                        .map(PairMetric.class::cast)
                        .orElse(PairMetric.COSINE);
        return new TableMaker.Shown(
                focus.pair().map(pair -> List.of(pair.a(), pair.b())).orElse(List.of()),
                focus.chosen(),
                Optional.of(of),
                focus.pairs());
    }

    private static List<ScopeViewModel.ModelCoverage> models(Ready ready, List<Block> blocks) {
        return blocks.stream()
                .map(
                        block ->
                                new ScopeViewModel.ModelCoverage(
                                        block.name(),
                                        weights(ready.whole(), block),
                                        weights(ready.unscoped(), block)))
                .toList();
    }

    private static long weights(Comparison comparison, Block block) {
        return block.vectors().stream()
                .mapToLong(vector -> comparison.numbers(vector, Group.ALL).weights())
                .max()
                .orElse(0);
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
        List<ScopeViewModel.Item> items = items(all);
        EffectiveScope scope =
                EffectiveScope.of(
                        question.choices().scope(),
                        items.stream().map(ScopeViewModel.Item::placement).toList());
        Comparison scoped =
                new Comparison(question.vectors(), question.pairs(), naming::place, scope.scope());
        Ready made = new Ready(key, naming, scope, scoped, all, items, new HashMap<>());
        last = made;
        return made;
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

    private static String heading(List<NamedProfile> vectors, List<Block> blocks) {
        List<String> names = vectors.stream().map(NamedProfile::name).toList();
        return switch (names.size()) {
            case 0 -> "";
            case 1 -> names.getFirst();
            case 2 -> names.get(0) + " against " + names.get(1);
            case 3 ->
                    String.join(", ", names.subList(0, names.size() - 1))
                            + " and "
                            + names.getLast();
            default ->
                    names.size()
                            + " vectors"
                            + (blocks.size() > 1 ? " on " + blocks.size() + " bases" : "");
        };
    }

    private static List<Answer.Share> shares(Comparison comparison, Question question) {
        List<Answer.Share> shares = new ArrayList<>();
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            Sparsity sparsity = comparison.sparsity(vector, Group.ALL, question.threshold());
            shares.add(
                    new Answer.Share(
                            comparison.vectors().get(vector).name(),
                            question.colours().get(vector),
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
}
