"""Tokens of the kinds that login takes, with the keys that prove them."""

import base64
import functools
import itertools
import json
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cases import ALICE

SECRET = bytes(range(64))
ISSUER = 'https://id.example'
AUDIENCE = 'todo'


def base64url(number, size):
    return base64.urlsafe_b64encode(number.to_bytes(size, 'big')).rstrip(b'=').decode()


class Tokens:
    def __init__(self):
        self.numbers = itertools.count()
        self.private = {
            'EdDSA': ed25519.Ed25519PrivateKey.generate(),
            'ES256': ec.generate_private_key(ec.SECP256R1()),
            'RS256': rsa.generate_private_key(65537, 2048),
            'PS256': rsa.generate_private_key(65537, 2048),
            'HS256': SECRET,
        }
        self.known = self.token()

    def token(self, algorithm='HS256', subject=ALICE, audience=AUDIENCE):
        """Never the same twice, so that none is remembered."""
        claims = {'iss': ISSUER, 'aud': audience, 'sub': subject, 'exp': int(time.time()) + 86400, 'jti': next(self.numbers)}
        return jwt.encode(claims, self.private[algorithm], algorithm, headers={'kid': algorithm} if algorithm == 'HS256' else None)  # in the table a kid is the row's id

    def parameters(self, sql):
        """What the statement takes of them, by name; None when it takes nothing."""
        makers = {
            'known_token': lambda: self.known,
            'token': self.token,
            'token_by_identity': lambda: self.token(subject='alice'),
            'bad_token': lambda: self.token(audience='others'),
            'headers': lambda: json.dumps({'authorization': f'Bearer {self.token()}'}),
            **{algorithm: functools.partial(self.token, algorithm) for algorithm in self.private},
        }
        return {name: make() for name, make in makers.items() if f'%({name})s' in sql} or None

    def public_keys(self):
        """As JSON Web Keys, by the name of the algorithm."""
        x = self.private['EdDSA'].public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        point = self.private['ES256'].public_key().public_numbers()
        keys = {
            'EdDSA': {'kty': 'OKP', 'crv': 'Ed25519', 'x': base64url(int.from_bytes(x, 'big'), 32)},
            'ES256': {'kty': 'EC', 'crv': 'P-256', 'x': base64url(point.x, 32), 'y': base64url(point.y, 32)},
        }
        for algorithm in ('RS256', 'PS256'):
            numbers = self.private[algorithm].public_key().public_numbers()
            keys[algorithm] = {'kty': 'RSA', 'n': base64url(numbers.n, 256), 'e': base64url(numbers.e, 3), 'alg': algorithm}
        return {algorithm: {**key, 'kid': algorithm} for algorithm, key in keys.items()}

    @staticmethod
    def secret_set():
        """The key file's text."""
        return json.dumps({'keys': [{'kty': 'oct', 'kid': 'HS256', 'k': base64url(int.from_bytes(SECRET, 'big'), 64)}]})
