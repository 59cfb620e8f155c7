using System.Reflection;
using System.Runtime.Loader;
using JwtExtended.MinimalApi.Tests.Support;
using SharpFuzz;

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>
/// Loads the package a second time, instrumented so that it notes which branches run, and these tests with it. The package of the other
/// tests stays as it is.
/// </summary>
internal sealed class InstrumentedContext : AssemblyLoadContext, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _package;

    public InstrumentedContext()
        : base(nameof(InstrumentedContext))
    {
        var original = typeof(JwtService).Assembly.Location;
        _package = Path.Combine(_folder.Path, Path.GetFileName(original));
        File.Copy(original, _package);
        _ = Fuzzer.Instrument(_package, static _ => true, Options.Value).Count();
    }

    /// <summary>Runs <see cref="GuidedFuzz"/> with the instrumented package.</summary>
    public string Run(string target, int count, int seed)
    {
        var run = LoadFromAssemblyPath(GetType().Assembly.Location).GetType(typeof(GuidedFuzz).FullName!)!
            .GetMethod(nameof(GuidedFuzz.Run), BindingFlags.Static | BindingFlags.Public)!;
        return (string)run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [target, count, seed], null)!;
    }

    public void Dispose() => _folder.Dispose();

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == typeof(JwtService).Assembly.GetName().Name)
            return LoadFromAssemblyPath(_package);
        return assemblyName.Name == GetType().Assembly.GetName().Name ? LoadFromAssemblyPath(GetType().Assembly.Location) : null;
    }
}
