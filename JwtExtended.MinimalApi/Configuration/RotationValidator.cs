using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates what keys that rotate by themselves need.</summary>
internal static class RotationValidator
{
    public static IEnumerable<string> Validate(JwtOptions options, IServiceProvider services)
    {
        if (options.Keys.ToRotation() is null)
            yield break;
        if (options.AllowNonExpiringTokens)
        {
            yield return "Keys.RotateEvery deletes a key when the last token that it signed has expired, and AllowNonExpiringTokens allows "
                + "tokens that never do. Set AllowNonExpiringTokens to false, or rotate keys yourself.";
        }

        if (services.GetService<IDataProtectionProvider>() is null)
        {
            yield return "Keys.RotateEvery encrypts keys with ASP.NET Core Data Protection, which is not registered. Call "
                + "builder.Services.AddDataProtection(), with keys that all processes share: "
                + ".PersistKeysToFileSystem(...).SetApplicationName(...), or another store of them.";
        }
    }
}
