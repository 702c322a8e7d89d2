@echo off
rem Starts the program on Windows: on the Java of JAVA_HOME, or else the one on the path. Needs Java 17 or later.
setlocal enabledelayedexpansion
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "OPTIONS=--enable-native-access=ALL-UNNAMED,io.netty.common,org.xerial.sqlitejdbc"
rem Netty takes the long way to its buffers on 24 and 25 without it; older ones refuse the option.
for /f "tokens=3" %%v in ('""%JAVA%" -version 2^>^&1" ^| findstr /i " version "') do set "VERSION=%%~v"
for /f "delims=." %%m in ("!VERSION!") do (
  if "%%m"=="24" set "OPTIONS=!OPTIONS! --sun-misc-unsafe-memory-access=allow"
  if "%%m"=="25" set "OPTIONS=!OPTIONS! --sun-misc-unsafe-memory-access=allow"
)
endlocal & "%JAVA%" %OPTIONS% -XX:+DisplayVMOutputToStderr -Dsignalbox.command=signalbox -p "%~dp0..\modules" -m dev.signalbox.standalone/dev.signalbox.standalone.Main %*
exit /b %ERRORLEVEL%
