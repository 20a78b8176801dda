package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.Quantity;

/// Rows × columns of coloured cells: layer × module kind, or the matrix of all pairs of vectors.
///
/// @param positions the columns
/// @param rows the rows' names, the first on top
/// @param values for each row, one for each column; NaN is an empty cell
/// @param scales what the colours may mean; which of them, [#choice] says
/// @param pairs what the matrix of all pairs shows beside; empty for other maps
/// @param choice what decides the ends of the colours
public record HeatMapFigure(
        FigureSubject about,
        Positions positions,
        Quantity quantity,
        List<String> rows,
        List<List<Double>> values,
        ColourScales scales,
        List<Integer> marked,
        Optional<AllPairs> pairs,
        RangeChoice choice)
        implements PositionFigure {
    public HeatMapFigure {
        rows = List.copyOf(rows);
        List<List<Double>> copy = new ArrayList<>();
        for (List<Double> row : values) {
            Checks.size("a row", row.size(), positions.size());
            copy.add(List.copyOf(row));
        }
        values = List.copyOf(copy);
        Checks.size("the rows' values", values.size(), rows.size());
        marked = Checks.marked(marked, positions);
        int count = rows.size();
        pairs.ifPresent(all -> Checks.size("the vectors", all.colours().size(), count));
    }

    /// Cells without written values, none marked.
    public HeatMapFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            List<String> rows,
            List<List<Double>> values,
            ColourScales scales) {
        this(
                about,
                positions,
                quantity,
                rows,
                values,
                scales,
                List.of(),
                Optional.empty(),
                RangeChoice.robust());
    }

    /// The same with one scale, whatever is chosen.
    public HeatMapFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            List<String> rows,
            List<List<Double>> values,
            ColourScale scale) {
        this(about, positions, quantity, rows, values, ColourScales.of(scale));
    }

    /// The matrix of all pairs: the same vectors on both sides, each in the colour of its order.
    /// The diagonal has no say in the scale.
    ///
    /// @param signed whether the values lie on both sides of zero
    public static HeatMapFigure matrix(
            FigureSubject about,
            Quantity quantity,
            List<String> names,
            List<List<Double>> values,
            boolean signed) {
        List<List<Double>> others = new ArrayList<>();
        for (int row = 0; row < values.size(); row++) {
            List<Double> other = new ArrayList<>(values.get(row));
            other.remove(row);
            others.add(other);
        }
        return new HeatMapFigure(
                about,
                Positions.categories("", names),
                quantity,
                names,
                values,
                signed
                        ? ColourScales.divergingOver(List.of(others))
                        : ColourScales.sequentialOver(List.of(others)),
                List.of(),
                Optional.of(AllPairs.of(names.size())),
                RangeChoice.robust());
    }

    /// What the colours mean.
    public ColourScale scale() {
        return scales.shown(choice);
    }

    /// The matrix of all pairs with each vector's place in the list of vectors, which chooses its
    /// colour and marker.
    public HeatMapFigure withColours(List<Integer> colours) {
        AllPairs all = pairs.orElseThrow();
        return with(marked, Optional.of(new AllPairs(colours, all.blocks(), all.framed())), choice);
    }

    /// The matrix of all pairs in blocks, of vectors on one base.
    ///
    /// @param blocks the number of each vector's block, rising
    public HeatMapFigure withBlocks(List<Integer> blocks) {
        AllPairs all = pairs.orElseThrow();
        return with(marked, Optional.of(new AllPairs(all.colours(), blocks, all.framed())), choice);
    }

    /// The matrix of all pairs with a frame around the cells of chosen pairs.
    public HeatMapFigure withFramed(List<Pair> framed) {
        return with(marked, Optional.of(pairs.orElseThrow().withFramed(framed)), choice);
    }

    /// The same cells, chosen or shown otherwise.
    private HeatMapFigure with(List<Integer> marks, Optional<AllPairs> beside, RangeChoice chosen) {
        return new HeatMapFigure(
                about, positions, quantity, rows, values, scales, marks, beside, chosen);
    }

    /// The two vectors of a cell of the matrix of all pairs; empty on its diagonal and between two
    /// blocks.
    public Optional<Pair> pair(Spot spot) {
        if (pairs.isEmpty() || spot.row().isEmpty()) {
            return Optional.empty();
        }
        int a = Math.min(spot.position(), spot.row().getAsInt());
        int b = Math.max(spot.position(), spot.row().getAsInt());
        return a != b && pairs.get().ofOneBlock(a, b)
                ? Optional.of(new Pair(a, b))
                : Optional.empty();
    }

    /// Some of the cells on the same scales, none marked.
    public HeatMapFigure withCells(
            Positions columns, List<String> names, List<List<Double>> cells) {
        return new HeatMapFigure(
                about, columns, quantity, names, cells, scales, List.of(), pairs, choice);
    }

    /// Rows of plain numbers as the lists that the record holds.
    public static List<List<Double>> rows(double[]... values) {
        return Arrays.stream(values).map(row -> Arrays.stream(row).boxed().toList()).toList();
    }

    /// The map without the columns that are no layers, and without the rows that have a value only
    /// there: embedding and head would each take a row and a column for one cell. A map without
    /// layers stays as it is.
    public HeatMapFigure layersOnly() {
        int layers = positions.layerCount();
        if (layers == 0 || layers == positions.size()) {
            return this;
        }
        List<String> keptRows = new ArrayList<>();
        List<List<Double>> keptValues = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<Double> inLayers = values.get(i).subList(0, layers);
            List<Double> apart = values.get(i).subList(layers, positions.size());
            if (apart.stream().allMatch(v -> v.isNaN())
                    || !inLayers.stream().allMatch(v -> v.isNaN())) {
                keptRows.add(rows.get(i));
                keptValues.add(inLayers);
            }
        }
        return new HeatMapFigure(
                about,
                positions.layersOnly(),
                quantity,
                keptRows,
                keptValues,
                scales,
                marked.stream().filter(index -> index < layers).toList(),
                pairs,
                choice);
    }

    @Override
    public HeatMapFigure withMarked(List<Integer> indexes) {
        return with(indexes, pairs, choice);
    }

    @Override
    public HeatMapFigure withRange(RangeChoice chosen) {
        return with(marked, pairs, chosen);
    }

    /// Without marks and frames.
    @Override
    public HeatMapFigure withoutChoice() {
        return with(List.of(), pairs.map(all -> all.withFramed(List.of())), choice);
    }

    @Override
    public ShownEnds ends() {
        return new ShownEnds(scale().low(), scale().high());
    }

    @Override
    public boolean canBeLog() {
        return false;
    }
}
