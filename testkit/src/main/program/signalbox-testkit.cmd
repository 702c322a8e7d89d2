@echo off
rem Runs the kit with the modules that lie beside this script. Needs Java 17 or later: that of
rem JAVA_HOME, or else the one on the path.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -p "%~dp0modules" -m dev.signalbox.testkit %*
exit /b %ERRORLEVEL%
