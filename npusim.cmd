@echo off
rem Builds npusim when it is missing or older than its sources, then runs it.
rem NPUSIM_OPTS is passed to the Java virtual machine, such as NPUSIM_OPTS=-Xmx4g.
setlocal enabledelayedexpansion
set "HOME_DIR=%~dp0"
set "JAR=%HOME_DIR%cli\target\npusim.jar"

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo npusim: no java found; install a JDK, version 17 or later, or set JAVA_HOME 1>&2
  exit /b 2
)
set "VERSION="
for /f "tokens=3" %%v in ('""%JAVA%" -version 2^>^&1" ^| findstr /i /c:" version "') do if not defined VERSION set "VERSION=%%~v"
for /f "delims=.-+ tokens=1" %%m in ("%VERSION%") do set "MAJOR=%%m"
if not defined MAJOR set "MAJOR=0"
if %MAJOR% LSS 17 (
  echo npusim: needs Java 17 or later; %JAVA% is %VERSION% 1>&2
  exit /b 2
)

rem Exit code 1 of the PowerShell line means: missing or stale.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$jar = Get-Item -LiteralPath $env:JAR -ErrorAction SilentlyContinue; if (-not $jar) { exit 1 }; $in = @(Get-Item -Path ($env:HOME_DIR + 'pom.xml'), ($env:HOME_DIR + '*\pom.xml')) + @(Get-ChildItem -Recurse -Path ($env:HOME_DIR + '*\src\main')); if ($in | Where-Object { $_.LastWriteTime -gt $jar.LastWriteTime } | Select-Object -First 1) { exit 1 }"
if errorlevel 1 (
  echo npusim: building ^(takes a minute or two the first time^) ... 1>&2
  pushd "%HOME_DIR%"
  call mvnw.cmd -q -DskipTests package 1>&2
  if errorlevel 1 (
    popd
    echo npusim: the build failed; the messages above say why 1>&2
    exit /b 1
  )
  copy /b "%JAR%"+,, "%JAR%" >nul
  popd
)

rem Protocol Buffers uses what newer Java versions warn about on standard error.
set "COMPATIBLE="
if %MAJOR% GEQ 23 set "COMPATIBLE=--sun-misc-unsafe-memory-access=allow"

rem The quick compiler wins in runs of seconds, the thorough one in searches that fill their time.
set "COMPILER=-XX:TieredStopAtLevel=1"
if "%~1"=="rematerialize" set "COMPILER="
set "COLLECTOR=-XX:+UseSerialGC -XX:MaxRAMPercentage=50"
rem Long work in two threads with programs of hundreds of MiB that live for seconds.
if "%~1"=="sweep" set "COMPILER="
if "%~1"=="sweep" set "COLLECTOR=-XX:+UseParallelGC -XX:NewRatio=1 -XX:MaxRAMPercentage=70"

"%JAVA%" %COMPATIBLE% %COLLECTOR% %COMPILER% %NPUSIM_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
