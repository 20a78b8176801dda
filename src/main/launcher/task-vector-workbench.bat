@echo off
rem Starts Task Vector Workbench: without arguments, or with paths, its window; with a subcommand, no window.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA="
if defined JAVA_HOME if exist "%JAVA_HOME%\release" findstr /b /c:"JAVA_VERSION=\"25" "%JAVA_HOME%\release" >nul 2>nul && set "JAVA=%JAVA_HOME%\bin\java.exe"
if not defined JAVA for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\jdk-25*" "%ProgramFiles%\Java\jdk-25*" "%ProgramFiles%\Microsoft\jdk-25*" "%ProgramFiles%\Zulu\zulu-25*" "%USERPROFILE%\.jdks\*25*") do if exist "%%~D\bin\java.exe" set "JAVA=%%~D\bin\java.exe"
if not defined JAVA (
    echo task-vector-workbench: no JDK 25 was found: install one, for example Eclipse Temurin 25, or set JAVA_HOME to it. 1>&2
    exit /b 1
)
"%JAVA%" -Xmx1g --module-path "%HOME_DIR%\javafx" --add-modules javafx.controls,javafx.fxml,javafx.swing,jdk.incubator.vector --enable-native-access=ALL-UNNAMED,javafx.graphics "-Dtaskvectors.home=%HOME_DIR%" -Dfile.encoding=UTF-8 %TASK_VECTOR_WORKBENCH_OPTS% -cp "%HOME_DIR%\lib\*" org.taskvectors.app.Main %*
exit /b %ERRORLEVEL%
