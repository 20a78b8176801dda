package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.merge.RecipeMethods;

/// The methods that recipes may name, as they follow from this program's, are mergekit 0.1.5's.
class RecipeMethodsTest {
    private static final Methods METHODS = RecipeMethods.all();

    @Test
    void allOfMergekitsAreThere() {
        assertThat(METHODS.names()).isEqualTo(Mergekit.methods().names()).isNotEmpty();
    }

    @Test
    void theyTakeWhatMergekitsTake() {
        for (String name : METHODS.names()) {
            MethodSignature own = METHODS.find(name).orElseThrow();
            MethodSignature other = Mergekit.methods().find(name).orElseThrow();
            assertThat(own.inputs()).as(name).isEqualTo(other.inputs());
            assertThat(own.whereAbsent()).as(name).isEqualTo(other.whereAbsent());
            assertThat(sorted(own)).as(name).isEqualTo(sorted(other));
        }
    }

    @Test
    void thisProgramsOwnAreCalledOtherwise() {
        assertThat(METHODS.ownNames())
                .hasSize(org.taskvectors.merge.method.Methods.all().size())
                .allMatch(name -> name.startsWith("workbench."))
                .contains("workbench.ties", "workbench.metagpt", "workbench.orthogonal");
        MethodSignature ties = METHODS.find("workbench.ties").orElseThrow();
        assertThat(ties.parameters())
                .extracting(MethodSignature.Parameter::name)
                .contains("by_tensor", "positive_ties", "l1_rescale", "density", "seed");
        assertThat(ties.parameter("density").orElseThrow().fallback()).contains(Scalar.of(0.2));
    }

    private static List<MethodSignature.Parameter> sorted(MethodSignature method) {
        return method.parameters().stream()
                .sorted(Comparator.comparing(MethodSignature.Parameter::name))
                .toList();
    }
}
