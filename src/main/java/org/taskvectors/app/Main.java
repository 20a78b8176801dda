package org.taskvectors.app;

/// Starts the program. It does not extend `Application`, so that it also starts where JavaFX lies
/// on the class path.
public final class Main {

    private Main() {}

    /// Prints the version.
    ///
    /// @param arguments the command line; not looked at yet
    public static void main(String[] arguments) {
        StandardError.takeBack();
        System.out.println("Task Vector Workbench " + Version.current());
    }
}
