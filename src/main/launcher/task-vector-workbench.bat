@echo off
rem Starts Task Vector Workbench: without arguments, or with paths, its window; with a subcommand, no window.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA_DIR="
rem A package brings its own Java.
if exist "%HOME_DIR%\..\runtime\bin\java.exe" set "JAVA_DIR=%HOME_DIR%\..\runtime"
if not defined JAVA_DIR if defined JAVA_HOME if exist "%JAVA_HOME%\release" findstr /b /c:"JAVA_VERSION=\"25" "%JAVA_HOME%\release" >nul 2>nul && set "JAVA_DIR=%JAVA_HOME%"
if not defined JAVA_DIR for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*" "%ProgramFiles%\Microsoft\jdk-25*" "%ProgramFiles%\Zulu\zulu-25*" "%USERPROFILE%\.jdks\*25*") do if exist "%%~D\bin\java.exe" set "JAVA_DIR=%%~D"
if not defined JAVA_DIR (
    echo task-vector-workbench: no JDK 25 was found: install one, for example Eclipse Temurin 25, or set JAVA_HOME to it. 1>&2
    exit /b 1
)
rem Only what opens a window looks for JavaFX's modules; both start from an archive of classes where it is of this Java.
set "COMMAND="
for %%C in (inspect extract profile compare lora apply merge join run evaluate sweep train fetch devices help -h --help -V --version) do if "%~1"=="%%C" set "COMMAND=1"
set "ARCHIVE=%HOME_DIR%\lib\window.jsa"
if defined COMMAND set "ARCHIVE=%HOME_DIR%\lib\commands.jsa"
fc /b "%ARCHIVE%.release" "%JAVA_DIR%\release" >nul 2>nul || set "ARCHIVE="
set OPTIONS=-Xms24m -XX:+UseG1GC --module-path "%HOME_DIR%\javafx" --add-modules javafx.controls,javafx.fxml,javafx.swing,jdk.incubator.vector --enable-native-access=ALL-UNNAMED,javafx.graphics
if defined COMMAND set OPTIONS=-XX:+UseSerialGC --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
set OPTIONS=%OPTIONS% -cp "%HOME_DIR%\lib\task-vector-workbench.jar"
if defined ARCHIVE set OPTIONS=%OPTIONS% "-XX:SharedArchiveFile=%ARCHIVE%" "-Xlog:cds*=off,aot*=off"
"%JAVA_DIR%\bin\java.exe" -Xmx1g "-XX:CompileCommandFile=%HOME_DIR%\bin\kernels" "-Dtaskvectors.home=%HOME_DIR%" -Dfile.encoding=UTF-8 %TASK_VECTOR_WORKBENCH_OPTS% %OPTIONS% org.taskvectors.app.Main %*
exit /b %ERRORLEVEL%
