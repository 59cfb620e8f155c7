using System.Security.Cryptography;
using Conduit.Data;
using Microsoft.AspNetCore.Identity;

namespace Conduit.Users;

/// <summary>Hashes passwords and compares them, with the hasher of ASP.NET Core Identity (PBKDF2, salted).</summary>
internal sealed class Passwords
{
    private readonly IPasswordHasher<User> _hasher;
    private readonly User _nobody = new() { Username = "", Email = "" };

    public Passwords(IPasswordHasher<User> hasher)
    {
        _hasher = hasher;
        Set(_nobody, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
    }

    public void Set(User user, string password) => user.PasswordHash = _hasher.HashPassword(user, password);

    /// <summary>Compares a password. It takes as long when there is no such user, so that the time does not tell.</summary>
    public bool Match(User? user, string password)
    {
        var owner = user ?? _nobody;
        var matches = _hasher.VerifyHashedPassword(owner, owner.PasswordHash, password) != PasswordVerificationResult.Failed;
        return matches && user is not null;
    }
}
