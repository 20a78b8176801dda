package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;

/// `profile --verify` sees whatever a measurement says of a tensor: each component of
/// [TensorProfile] is changed in turn, and the change is found. A new sum of the record has to be
/// compared by [ProfileDifference] too.
class ProfileDifferenceTest {
    /// An extraction counts these of both sides; no vector gives them again.
    private static final Set<String> NOT_MEASURED_AGAIN = Set.of("sides");

    private static final TensorProfile KEPT =
            new TensorProfile(
                    "w",
                    DType.BF16,
                    Shape.of(2, 3),
                    new NonFinite(1, 0),
                    1,
                    2.5,
                    3.5,
                    1.5,
                    histogram(4),
                    7.5,
                    Optional.empty());

    private static Histogram histogram(long count) {
        return Histogram.of(Binning.BF16, new int[] {0x3f80}, new long[] {count});
    }

    private static List<String> between(TensorProfile now) {
        return ProfileDifference.between(profile(KEPT), profile(now));
    }

    private static VectorProfile profile(TensorProfile tensor) {
        return new VectorProfile(List.of(tensor), Optional.empty(), "00");
    }

    @Test
    void theSameHasNoDifference() {
        assertThat(between(KEPT)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> eachComponentIsCompared() {
        RecordComponent[] components = TensorProfile.class.getRecordComponents();
        return Stream.of(components)
                .filter(component -> !NOT_MEASURED_AGAIN.contains(component.getName()))
                .map(
                        component ->
                                DynamicTest.dynamicTest(
                                        component.getName(),
                                        () -> assertThat(between(with(component))).isNotEmpty()));
    }

    private static TensorProfile with(RecordComponent changed) throws Exception {
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : TensorProfile.class.getRecordComponents()) {
            Object value = component.getAccessor().invoke(KEPT);
            types.add(component.getType());
            values.add(component.getName().equals(changed.getName()) ? other(value) : value);
        }
        return TensorProfile.class
                .getDeclaredConstructor(types.toArray(Class<?>[]::new))
                .newInstance(values.toArray());
    }

    private static Object other(Object value) {
        return switch (value) {
            case String name -> name + "2";
            case Long count -> count + 1;
            case Double sum -> sum + 1;
            case DType _ -> DType.F16;
            case Shape _ -> Shape.of(3, 2);
            case NonFinite count -> new NonFinite(count.nan() + 1, count.infinite());
            case Histogram _ -> histogram(5);
            default -> throw new AssertionError("say here how a " + value + " is changed");
        };
    }
}
