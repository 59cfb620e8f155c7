using System.Diagnostics;
using System.Runtime.InteropServices;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace JwtExtended.MinimalApi.Tests.Keys.External;

/// <summary>A token of SoftHSM in a folder of its own. Its keys are made inside, and never leave it.</summary>
internal sealed class SoftHsm : IDisposable
{
    private const string Utility = "/usr/bin/softhsm2-util";
    private const string Library = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Label = "jwt";
    private const string Pin = "4711";

    private const string Loader = "libdl";

    private readonly TemporaryFolder _folder;
    private readonly IPkcs11Library _library;

    private SoftHsm(TemporaryFolder folder, IPkcs11Library library, ISession session)
    {
        _folder = folder;
        _library = library;
        Session = session;
    }

    public static Pkcs11InteropFactories Factories { get; } = new();

    public ISession Session { get; }

    public static async Task<SoftHsm> StartAsync()
    {
        if (!File.Exists(Utility) || !File.Exists(Library))
            Engine.Missing("softhsm2-util", "softhsm2");
        var folder = new TemporaryFolder();
        var tokens = Directory.CreateDirectory(Path.Combine(folder.Path, "tokens")).FullName;
        var configuration = Path.Combine(folder.Path, "softhsm2.conf");
        await File.WriteAllTextAsync(configuration, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        await EngineProcess.RunAsync(
            new ProcessStartInfo(Utility, ["--init-token", "--free", "--label", Label, "--so-pin", Pin, "--pin", Pin])
            {
                Environment = { ["SOFTHSM2_CONF"] = configuration },
            });
        // The library reads the environment of the process, of which .NET changes a copy.
        _ = SetEnvironmentVariable("SOFTHSM2_CONF", configuration, 1);
        // Debian has the name without a version only in the files for building.
        NativeLibrary.SetDllImportResolver(
            typeof(IPkcs11Library).Assembly,
            static (name, _, _) => name == Loader ? NativeLibrary.Load($"{Loader}.so.2") : IntPtr.Zero);
        var library = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, Library, AppType.MultiThreaded);
        var slot = library.GetSlotList(SlotsType.WithTokenPresent).First(static slot => slot.GetTokenInfo().Label.Trim() == Label);
        var session = slot.OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_USER, Pin);
        return new SoftHsm(folder, library, session);
    }

    /// <summary>Makes a key pair inside the token.</summary>
    public (IObjectHandle Public, IObjectHandle Private) Generate(CKM mechanism, params IObjectAttribute[] publicAttributes)
    {
        var attributes = Factories.ObjectAttributeFactory;
        using var making = Factories.MechanismFactory.Create(mechanism);
        Session.GenerateKeyPair(
            making,
            [.. publicAttributes, attributes.Create(CKA.CKA_VERIFY, true), attributes.Create(CKA.CKA_TOKEN, true)],
            [
                attributes.Create(CKA.CKA_SIGN, true), attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_PRIVATE, true),
                attributes.Create(CKA.CKA_SENSITIVE, true), attributes.Create(CKA.CKA_EXTRACTABLE, false),
            ],
            out var publicKey,
            out var privateKey);
        return (publicKey, privateKey);
    }

    public byte[] Sign(CKM mechanism, IObjectHandle key, byte[] data)
    {
        using var signing = Factories.MechanismFactory.Create(mechanism);
        return Session.Sign(signing, key, data);
    }

    public byte[] Read(IObjectHandle key, CKA attribute) => Session.GetAttributeValue(key, [attribute])[0].GetValueAsByteArray();

    public void Dispose()
    {
        Session.Dispose();
        _library.Dispose();
        _folder.Dispose();
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironmentVariable(string name, string value, int overwrite);
}
