package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.figure.FigureSubject;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.figure.Series;
import org.taskvectors.figure.ValueRange;
import org.taskvectors.merge.Conflicts;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// What a preview says by layer, as rows of a table and as figures. Every number is a sum over all
/// weights of the layer, by the definitions of Compare.
final class PreviewNumbers {
    /// More ingredients are not told one by one.
    private static final int FEW = 3;

    /// What the result is called.
    static final String RESULT = "result";

    static final Quantity NORM = VectorMetric.L2_NORM.quantity();
    static final Quantity RELATIVE = VectorMetric.RELATIVE_NORM.quantity();
    static final Quantity COSINE =
            Quantity.pure("Cosine", "", PairMetric.COSINE.quantity().digits());

    /// The share of the base's weights that the merge changes at all.
    static final Quantity KEPT = Quantity.percent("Weights changed", "", Digits.decimals(1));

    /// Names and colours of a preview's vectors.
    ///
    /// @param names of the ingredients, in their order
    /// @param colours theirs
    /// @param own that of the result
    record Names(List<String> names, List<Integer> colours, int own) {
        Names {
            names = List.copyOf(names);
            colours = List.copyOf(colours);
        }

        static Names of(MergeChoices choices) {
            Map<String, Integer> colours = choices.colours();
            List<Integer> inOrder = new ArrayList<>();
            for (FileItem item : choices.items()) {
                inOrder.add(colours.getOrDefault(item.id(), inOrder.size()));
            }
            return new Names(
                    choices.items().stream().map(FileItem::name).toList(),
                    inOrder,
                    choices.ownColour());
        }

        /// Those of what a recipe merges: as the library calls it, or as its file is called.
        static Names of(WorkspaceState state, MergeRequest request) {
            List<String> names = new ArrayList<>();
            List<Integer> colours = new ArrayList<>();
            for (Given given : request.ingredients()) {
                Path path = given.located().path();
                Optional<FileItem> item = state.fileAt(path);
                names.add(
                        item.map(FileItem::name)
                                .orElseGet(() -> String.valueOf(path.getFileName())));
                colours.add(names.size() - 1);
            }
            return new Names(names, colours, names.size());
        }
    }

    /// One line of the table.
    ///
    /// @param label `all`, `7`, `embedding`
    /// @param norm ‖τ‖ of the result
    /// @param relative ‖τ‖ / ‖θ₀‖, in percent
    /// @param cosines to each ingredient
    /// @param kept the share of weights that change, in percent
    /// @param apart the share of weights at which ingredients pull into opposite directions, in
    ///   percent; NaN where it was not looked at
    record Row(
            String label,
            double norm,
            double relative,
            List<Double> cosines,
            double kept,
            double apart) {
        Row {
            cosines = List.copyOf(cosines);
        }
    }

    private static final Quantity SHARE =
            Quantity.percent("Share of weights", "", Digits.decimals(1));

    /// The share of the base's weights at which what is kept of two ingredients pulls apart.
    static final Quantity APART = Quantity.percent("Conflicts", "", Digits.decimals(1));

    private final Names names;
    private final double share;
    private final Map<String, Conflicts.OfTensor> conflicts = new HashMap<>();
    private final Comparison comparison;
    private final Positions positions;

    PreviewNumbers(MergePreview preview, Names names) {
        this.names = names;
        this.share = preview.share();
        List<NamedProfile> vectors = new ArrayList<>();
        for (int i = 0; i < preview.vectors().size(); i++) {
            NamedProfile one = preview.vectors().get(i);
            String name = i == 0 ? RESULT : names.names().get(i - 1);
            vectors.add(new NamedProfile(name, one.profile(), one.base()));
        }
        SharedNaming naming = SharedNaming.of(vectors);
        comparison =
                new Comparison(vectors, Optional.of(preview.pairs()), naming::place, Scope.ALL);
        preview.conflicts()
                .ifPresent(
                        all ->
                                all.tensors()
                                        .forEach(
                                                one ->
                                                        conflicts.put(
                                                                naming.place(one.name()).stripped(),
                                                                one)));
        positions = positions();
    }

    /// Names of the ingredients.
    List<String> ingredients() {
        return names.names();
    }

    /// Everything together, then layer by layer, then what belongs to none.
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(row(Group.ALL));
        comparison.groups(Grouping.LAYER).forEach(group -> rows.add(row(group)));
        return List.copyOf(rows);
    }

    private Row row(Group group) {
        List<Double> cosines = new ArrayList<>();
        for (int k = 0; k < names.names().size(); k++) {
            cosines.add(cosine(k, group));
        }
        return new Row(
                group.label(),
                norm(0, group),
                100 * comparison.numbers(0, group).relativeNorm(),
                cosines,
                kept(group),
                apart(group));
    }

    /// Returns ‖τ‖: of a sample that of the whole that it stands for.
    private double norm(int vector, Group group) {
        return comparison.numbers(vector, group).l2Norm() / Math.sqrt(share);
    }

    /// Returns the share of the weights that were measured; 1 if it is all of them.
    double share() {
        return share;
    }

    /// Whether it is known where the ingredients pull apart.
    boolean hasConflicts() {
        return !conflicts.isEmpty();
    }

    private double apart(Group group) {
        long weights = 0;
        long apart = 0;
        for (Conflicts.OfTensor one : conflicts(group)) {
            weights += one.weights();
            apart += one.apart();
        }
        return weights == 0 ? Double.NaN : 100.0 * apart / weights;
    }

    private List<Conflicts.OfTensor> conflicts(Group group) {
        return comparison.tensors(group).stream()
                .flatMap(one -> one.tensor().stream())
                .flatMap(name -> Optional.ofNullable(conflicts.get(name)).stream())
                .toList();
    }

    /// Returns how the conflicts were resolved, as a sentence; empty where there are none.
    String resolved() {
        long apart = 0;
        long cancelled = 0;
        long[] followed = new long[names.names().size()];
        for (Conflicts.OfTensor one : conflicts.values()) {
            apart += one.apart();
            cancelled += one.cancelled();
            for (int k = 0; k < Math.min(followed.length, one.followed().size()); k++) {
                followed[k] += one.followed().get(k);
            }
        }
        if (apart == 0) {
            return "";
        }
        if (followed.length > FEW) {
            return mostAndLeast(followed, apart);
        }
        List<String> ways = new ArrayList<>();
        for (int k = 0; k < followed.length; k++) {
            ways.add(names.names().get(k) + " in " + percent(followed[k], apart));
        }
        if (cancelled > 0) {
            ways.add("nobody in " + percent(cancelled, apart));
        }
        return "Where they pull apart, the result follows " + String.join(", ", ways) + ".";
    }

    private String mostAndLeast(long[] followed, long apart) {
        int most = 0;
        int least = 0;
        for (int k = 1; k < followed.length; k++) {
            most = followed[k] > followed[most] ? k : most;
            least = followed[k] < followed[least] ? k : least;
        }
        return "Where they pull apart, the result follows "
                + names.names().get(most)
                + " most often, in "
                + percent(followed[most], apart)
                + ", and "
                + names.names().get(least)
                + " least, in "
                + percent(followed[least], apart)
                + ".";
    }

    private static String percent(long some, long of) {
        return APART.write(100.0 * some / of) + " %";
    }

    private double cosine(int ingredient, Group group) {
        return comparison.pair(0, ingredient + 1, group).cosine();
    }

    private double kept(Group group) {
        return 100 * (1 - comparison.numbers(0, group).exactZeros());
    }

    /// What was noticed of the numbers, in sentences without full stops.
    List<String> notes() {
        return comparison.notes();
    }

    /// ‖τ‖ of each ingredient and of the result.
    LineFigure norms() {
        List<Series> series = new ArrayList<>();
        for (int k = 0; k < names.names().size(); k++) {
            int vector = k + 1;
            series.add(
                    series(
                            names.names().get(k),
                            names.colours().get(k),
                            group -> norm(vector, group)));
        }
        series.add(series(RESULT, names.own(), group -> norm(0, group)));
        return figure("L2 norm by layer", "L2 norm ‖τ‖", NORM, ValueRange.fromZero(), series);
    }

    /// The cosine of each ingredient to the result.
    LineFigure cosines() {
        List<Series> series = new ArrayList<>();
        for (int k = 0; k < names.names().size(); k++) {
            int ingredient = k;
            series.add(
                    series(
                            names.names().get(k),
                            names.colours().get(k),
                            group -> cosine(ingredient, group)));
        }
        return figure(
                "Cosine to the result by layer",
                "cosine similarity of each vector to the result",
                COSINE,
                ValueRange.fromZeroTo(1),
                series);
    }

    /// The share of weights that the result changes, and that of those at which the ingredients
    /// pull apart.
    LineFigure kept() {
        List<Series> series = new ArrayList<>();
        series.add(series(hasConflicts() ? "changed" : RESULT, names.own(), this::kept));
        if (hasConflicts()) {
            series.add(series("conflict", names.own() + 1, this::apart));
        }
        return figure(
                hasConflicts() ? "Weights changed and in conflict" : "Weights changed by layer",
                "share of the weights",
                hasConflicts() ? SHARE : KEPT,
                ValueRange.fromZeroTo(100),
                series);
    }

    private Series series(String name, int colour, ToDoubleFunction<Group> value) {
        return Series.of(
                name,
                colour,
                comparison.groups(Grouping.LAYER).stream()
                        .limit(positions.size())
                        .mapToDouble(value)
                        .toArray());
    }

    private LineFigure figure(
            String title, String metric, Quantity quantity, ValueRange range, List<Series> series) {
        List<String> all = new ArrayList<>(names.names());
        all.add(RESULT);
        return new LineFigure(
                new FigureSubject(title, all, metric, "", comparison.scope().text()),
                positions,
                quantity,
                range,
                series);
    }

    /// The layers; what belongs to none is in the table, and on an axis only where there are no
    /// layers.
    private Positions positions() {
        Map<String, List<Integer>> stacks = new LinkedHashMap<>();
        List<String> apart = new ArrayList<>();
        for (Group group : comparison.groups(Grouping.LAYER)) {
            if (group.layer().isPresent()) {
                stacks.computeIfAbsent(group.stack(), _ -> new ArrayList<>())
                        .add(group.layer().getAsInt());
            } else {
                apart.add(group.label());
            }
        }
        Positions all =
                new Positions(
                        "Layer",
                        stacks.entrySet().stream()
                                .map(stack -> new Positions.Run(stack.getKey(), stack.getValue()))
                                .toList(),
                        apart,
                        List.of());
        return all.layerCount() > 1 ? all.layersOnly() : all;
    }
}
