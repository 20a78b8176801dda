package org.taskvectors.merge.method;

import java.util.List;
import java.util.Optional;

/// The methods that there are.
public final class Methods {
    private Methods() {}

    /// Returns all methods, in the order in which they are shown.
    public static List<Method> all() {
        return List.of(
                new TaskArithmetic(),
                new Linear(),
                new Ties(),
                new DareLinear(),
                new DareTies(),
                new DellaLinear(),
                new Della(),
                new Breadcrumbs(),
                new BreadcrumbsTies(),
                new Slerp(),
                new NuSlerp(),
                new MultiSlerp(),
                new Karcher(),
                new Sce(),
                new ModelStock(),
                new ArceeFusion(),
                new NearSwap(),
                new Ram(),
                new RamPlus(),
                new MetaGpt(),
                new Passthrough(),
                new Orthogonal(),
                new SignMask(),
                new MagnitudeMask());
    }

    /// Returns the method of that id; empty if there is none.
    public static Optional<Method> of(String id) {
        return all().stream().filter(method -> method.id().equals(id)).findFirst();
    }
}
