from sqlite3 import *
from sqlite3 import Connection as Connection
