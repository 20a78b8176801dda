package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.analysis.spectrum.SingularValues;

/// The whole spectra of the vectors of a comparison, a line for each: of one matrix its singular
/// values, of several the share of the squared norm that the first k of each keep.
///
/// @param comparison with their singular values
/// @param colours for each vector its place in the list of colours
public record SpectrumFigures(Comparison comparison, List<Integer> colours) {
    private static final Quantity VALUE =
            Quantity.pure("Singular value", "σ", Digits.significant(4));
    private static final Quantity ENERGY = VectorMetric.ENERGY.quantity();

    public SpectrumFigures {
        Checks.size("the colours", colours.size(), comparison.vectors().size());
        colours = List.copyOf(colours);
    }

    /// Singular values of a group of one matrix on a logarithmic axis; of any other group its
    /// energies.
    public LineFigure of(Group group) {
        List<Group> matrices =
                comparison.tensors(group).stream()
                        .filter(
                                tensor ->
                                        IntStream.range(0, colours.size())
                                                .anyMatch(
                                                        vector ->
                                                                comparison
                                                                        .singularValues(
                                                                                vector, tensor)
                                                                        .isPresent()))
                        .toList();
        boolean isOne = matrices.size() == 1;
        List<Series> series = new ArrayList<>();
        int most =
                Math.max(
                        1,
                        IntStream.range(0, colours.size())
                                .flatMap(
                                        vector ->
                                                found(vector, matrices).stream()
                                                        .mapToInt(SingularValues::count))
                                .max()
                                .orElse(1));
        for (int vector = 0; vector < colours.size(); vector++) {
            List<SingularValues> found = found(vector, matrices);
            series.add(
                    Series.of(
                            comparison.vectors().get(vector).name(),
                            colours.get(vector),
                            isOne ? values(found, most) : energies(found, most)));
        }
        LineFigure figure =
                new LineFigure(
                        about(isOne ? VALUE : ENERGY, isOne ? matrices.getFirst() : group),
                        new Positions(
                                "k",
                                List.of(
                                        new Positions.Run(
                                                "",
                                                IntStream.rangeClosed(1, most).boxed().toList())),
                                List.of(),
                                List.of()),
                        isOne ? VALUE : ENERGY,
                        isOne ? ValueRange.automatic() : ValueRange.fromZeroTo(100),
                        series);
        return isOne && figure.canBeLog()
                ? figure.withRange(RangeChoice.everything().withLog(true))
                : figure;
    }

    private List<SingularValues> found(int vector, List<Group> matrices) {
        return matrices.stream()
                .map(matrix -> comparison.singularValues(vector, matrix))
                .flatMap(Optional::stream)
                .toList();
    }

    /// Zeros have no place on a logarithmic axis.
    private static double[] values(List<SingularValues> found, int most) {
        double[] values = new double[most];
        for (int i = 0; i < most; i++) {
            boolean isThere = !found.isEmpty() && i < found.getFirst().count();
            double value = isThere ? found.getFirst().get(i) : Double.NaN;
            values[i] = value > 0 ? value : Double.NaN;
        }
        return values;
    }

    private static double[] energies(List<SingularValues> found, int most) {
        double all = found.stream().mapToDouble(SingularValues::sumSquares).sum();
        double[] kept = new double[most];
        for (SingularValues values : found) {
            double sum = 0;
            for (int i = 0; i < most; i++) {
                sum += i < values.count() ? values.get(i) * values.get(i) : 0;
                kept[i] += sum;
            }
        }
        for (int i = 0; i < most; i++) {
            kept[i] = all == 0 ? Double.NaN : Math.min(100, 100 * kept[i] / all);
        }
        return kept;
    }

    private FigureSubject about(Quantity quantity, Group group) {
        String of = group.equals(Group.ALL) ? "whole scope" : group.label();
        boolean isLayer = group.layer().isPresent() && group.kind().isEmpty();
        return new FigureSubject(
                quantity.name()
                        + (quantity.equals(VALUE) ? "s of " : ", ")
                        + (isLayer ? "layer " : "")
                        + of,
                comparison.vectors().stream().map(NamedProfile::name).toList(),
                quantity.equals(VALUE) ? "singular values σ" : "energy of the first k",
                "",
                comparison.scope().text());
    }
}
